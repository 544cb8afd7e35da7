package dev.assay.web.request;

import dev.assay.platform.Gunzip;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** The bytes of a body, counted before and after unpacking. */
final class BodyBytes extends FilterInputStream {
    /** No limits: this class counts the bytes itself. */
    private static final Gunzip.Limits ANY = new Gunzip.Limits(Long.MAX_VALUE, Integer.MAX_VALUE);

    private final long most;
    private long count;

    private BodyBytes(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /** The body has more bytes than it may have. */
    static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;

        private TooMany(long most) {
            super("The body has more than %,d bytes".formatted(most));
        }
    }

    /**
     * Gzip is recognised by its first bytes, not by a header: proxies unpack a body and keep the header, and people pack one and
     * send no header.
     */
    static InputStream unpacked(InputStream body, long most) throws IOException {
        PushbackInputStream start = new PushbackInputStream(new BodyBytes(body, most), 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        return Gunzip.isGzip(magic) ? new BodyBytes(new Gunzip(start, ANY), most) : start;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        count += Math.max(0, read);
        if (count > most) {
            throw new TooMany(most);
        }
        return read;
    }
}
