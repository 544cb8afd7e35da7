package dev.assay.upload.junit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails if the reader takes more than {@code allowance} bytes without calling {@link #renew}. */
final class MeteredInput extends FilterInputStream {
    private final long allowance;
    private long left;

    MeteredInput(InputStream in, long allowance) {
        super(in);
        this.allowance = allowance;
        this.left = allowance;
    }

    void renew() {
        left = allowance;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left <= 0) {
            throw new Exhausted();
        }
        int read = super.read(bytes, offset, length);
        left -= Math.max(read, 0);
        return read;
    }

    static final class Exhausted extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
