package dev.assay.platform;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks gzip (RFC 1952) within limits: all members, to the last byte. Input that is damaged, cut short or followed by something
 * that is not gzip is a {@link ZipException}; zeros after a member are padding. Exceptions of the underlying stream are passed on
 * as they are.
 */
public final class Gunzip extends InputStream {
    private final Limits limits;
    private final Packed packed;
    private final BufferedInputStream buffered;
    private final GzipCompressorInputStream gzip;
    private long unpacked;

    /**
     * @param bytes how many bytes it may unpack to
     * @param ratio how many times its size it may unpack to; the first {@link #FREE} bytes are exempt
     */
    public record Limits(long bytes, int ratio) {
        /** Unpacked bytes that are exempt from the ratio because they are cheap: a tenth or two of a second of processor time. */
        public static final long FREE = 64L << 20;

        /** For files on our own machine. */
        public static final Limits NONE = new Limits(Long.MAX_VALUE, Integer.MAX_VALUE);

        void check(long unpacked, long packed) throws TooLarge, TooDense {
            if (unpacked > bytes) {
                throw new TooLarge(bytes);
            }
            if (unpacked > FREE && unpacked / ratio > packed) {
                throw new TooDense(ratio);
            }
        }
    }

    /** It unpacks to more bytes than it may. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLarge(long limit) {
            super("It unpacks to more than %,d bytes.".formatted(limit));
        }
    }

    /** It unpacks to more times its size than it may. */
    public static final class TooDense extends IOException {
        private static final long serialVersionUID = 1L;

        private TooDense(int ratio) {
            super("It unpacks to more than %,d times its size.".formatted(ratio));
        }
    }

    /** @param packed closed with this */
    public Gunzip(InputStream packed, Limits limits) throws IOException {
        this.limits = limits;
        this.packed = new Packed(packed);
        this.buffered = new BufferedInputStream(this.packed);
        try {
            this.gzip = GzipCompressorInputStream.builder()
                    .setInputStream(buffered)
                    .setDecompressConcatenated(true)
                    .setOnMemberEnd(member -> skipZeros())
                    .get();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /** True if gzip begins with these bytes; two are enough. */
    public static boolean isGzip(byte[] start) {
        return GzipCompressorInputStream.matches(start, start.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        try {
            read = gzip.read(bytes, offset, length);
        } catch (IOException e) {
            throw translated(e);
        }
        unpacked += Math.max(read, 0);
        packed.unpacked();
        limits.check(unpacked, packed.size);
        return read;
    }

    @Override
    public void close() throws IOException {
        gzip.close();
    }

    private void skipZeros() throws IOException {
        int next;
        do {
            buffered.mark(1);
            next = buffered.read();
        } while (next == 0);
        if (next > 0) {
            buffered.reset();
        }
    }

    private static IOException translated(IOException fault) {
        return switch (fault) {
            case SourceFault below -> below.fault;
            case ZipException damage -> damage;
            case EOFException _ -> new ZipException("it ends too early");
            default -> new ZipException(Objects.requireNonNullElse(fault.getMessage(), "it is not gzip"));
        };
    }

    /** Carries an exception of the underlying stream through the decoder. */
    private static final class SourceFault extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException fault;

        SourceFault(IOException fault) {
            super(fault);
            this.fault = fault;
        }
    }

    /**
     * Counts the packed bytes. The decoder holds the name and comment of a member in memory, however long they are, so this refuses
     * long ones.
     */
    private static final class Packed extends FilterInputStream {
        private static final int MOST_WITHOUT_OUTPUT = 1 << 20;

        private long size;
        private long sizeWhenUnpacked;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (size - sizeWhenUnpacked > MOST_WITHOUT_OUTPUT) {
                throw new ZipException("%,d bytes of it unpack to nothing".formatted(MOST_WITHOUT_OUTPUT));
            }
            try {
                int read = in.read(bytes, offset, length);
                size += Math.max(read, 0);
                return read;
            } catch (IOException e) {
                throw new SourceFault(e);
            }
        }

        void unpacked() {
            sizeWhenUnpacked = size;
        }
    }
}
