package dev.assay.upload;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952), all members of it, to the last byte. {@link java.util.zip.GZIPInputStream} takes
 * whatever follows a member and is not one as the end, so that a damaged second half would be lost in silence; here it
 * is a {@link ZipException}, as is everything else that is wrong. Zeros after the last member are padding.
 */
final class Gunzip extends InputStream {
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int end;
    private boolean inMember;
    private boolean done;

    Gunzip(InputStream in) throws IOException {
        this.in = in;
        header(next(), next());
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || nextMember()) {
            int read = inflate(bytes, offset, length);
            if (read > 0) {
                checksum.update(bytes, offset, read);
                return read;
            }
            if (inflater.finished()) {
                trailer();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary, which gzip does not have");
            } else {
                fill();
                inflater.setInput(buffer, position, end - position);
                position = end;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException("its compressed data makes no sense after " + inflater.getBytesWritten() + " bytes");
        }
    }

    private boolean nextMember() throws IOException {
        while (!done) {
            if (position == end && !more()) {
                done = true;
            } else {
                int first = next();
                if (first != 0) {
                    header(first, next());
                    return true;
                }
                // Only zeros may follow zeros
                requireZeros();
            }
        }
        return false;
    }

    private void requireZeros() throws IOException {
        while (position < end || more()) {
            if (next() != 0) {
                throw new ZipException("something that is not gzip follows its end");
            }
        }
    }

    private void header(int first, int second) throws IOException {
        if (first != 0x1f || second != 0x8b) {
            throw new ZipException("something that is not gzip follows its end");
        }
        if (next() != 8) {
            throw new ZipException("its compression method is not known");
        }
        int flags = next();
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
        inflater.reset();
        checksum.reset();
        inflater.setInput(buffer, position, end - position);
        position = end;
        inMember = true;
    }

    private void trailer() throws IOException {
        position = end - inflater.getRemaining();
        if (littleEndian() != checksum.getValue()) {
            throw new ZipException("its checksum does not match");
        }
        if (littleEndian() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("its length does not match");
        }
        inMember = false;
    }

    private long littleEndian() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // The name and comment of a gzip file end with a zero
        }
    }

    private int next() throws IOException {
        if (position == end) {
            fill();
        }
        return buffer[position++] & 0xff;
    }

    private void fill() throws IOException {
        if (!more()) {
            throw new ZipException("it ends too early");
        }
    }

    private boolean more() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        position = 0;
        end = Math.max(read, 0);
        return read > 0;
    }
}
