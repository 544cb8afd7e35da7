package dev.assay.operator.source.log;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Holds the output of containers, one after the other, in an unnamed temporary file that disappears with the process. */
public final class LogFile implements AutoCloseable {
    private static final int PIECE = 64 << 10;

    private final FileChannel file;
    private final long limit;

    private LogFile(FileChannel file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /**
     * @param directory must exist
     * @param limit the most bytes that the file may hold
     */
    public static LogFile in(Path directory, long limit) throws IOException {
        Path path = Files.createTempFile(
                directory,
                "collected-",
                ".log",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return new LogFile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), limit);
        } finally {
            Files.delete(path);
        }
    }

    /**
     * A range of bytes in the file, from inclusive, to exclusive.
     *
     * @param cut true if the input was longer than the free space and its end is missing
     */
    public record ByteRange(long from, long to, boolean cut) {}

    /** Appends the input up to its end, or until the file is full. */
    public ByteRange append(InputStream in) throws IOException {
        long from = file.size();
        long at = from;
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            int kept = (int) Math.min(read, limit - at);
            at += write(piece, kept, at);
            if (kept < read) {
                return new ByteRange(from, at, true);
            }
        }
        return new ByteRange(from, at, false);
    }

    private int write(byte[] bytes, int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
        return length;
    }

    /** Opens the bytes of this range; may be called any number of times. */
    public InputStream open(long from, long to) {
        return new BufferedInputStream(new Slice(file, from, to), PIECE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static final class Slice extends InputStream {
        private final FileChannel file;
        private final long end;
        private long position;

        Slice(FileChannel file, long from, long to) {
            this.file = file;
            this.position = from;
            this.end = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (position >= end) {
                return length == 0 ? 0 : -1;
            }
            int read = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(read, 0);
            return read;
        }
    }
}
