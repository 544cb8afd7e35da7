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

/** What containers printed, one after the other in a file without a name, so that it is gone with the process. */
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
     * @param limit in bytes, for all that is kept
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
     * Where something was put.
     *
     * @param cut whether there was more than there was room for
     */
    public record Extent(long from, long to, boolean cut) {}

    /** Reads to the end, or as far as there is room. */
    public Extent append(InputStream in) throws IOException {
        long from = file.size();
        long at = from;
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            int kept = (int) Math.min(read, limit - at);
            at += write(piece, kept, at);
            if (kept < read) {
                return new Extent(from, at, true);
            }
        }
        return new Extent(from, at, false);
    }

    private int write(byte[] bytes, int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
        return length;
    }

    /** From here up to there; may be opened any number of times. */
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
