package dev.assay.web.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * The stream from which the server reads a response. If writing fails, the connection is broken, so that half a response never
 * looks complete.
 */
final class ResponseStream extends InputStream {
    private final Outgoing answer;
    private final Runnable whenClosed;
    private Bytes part = new Bytes(0);
    private int position;

    ResponseStream(Outgoing answer, Runnable whenClosed) {
        this.answer = answer;
        this.whenClosed = whenClosed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position == part.size()) {
            Bytes next = answer.next();
            if (next == null) {
                return -1;
            }
            part = next;
            position = 0;
        }
        int count = Math.min(length, part.size() - position);
        part.read(position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        if (answer.stop()) {
            whenClosed.run();
        }
    }
}
