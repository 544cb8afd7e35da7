package dev.assay.web.intake;

import dev.assay.web.intake.UploadQuotas.Account;
import dev.assay.web.intake.UploadThreads.Lane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an upload as they arrived: in a buffer up to 1 MiB, beyond that in an unnamed temporary file. When the buffers of
 * all uploads together take too much memory, the file is used sooner.
 */
final class Spool implements AutoCloseable {
    static final int MEMORY_LIMIT = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int PIECE = 16 << 10;
    /** Bytes that are written to the file at once. */
    private static final int WRITE = 256 << 10;

    private final Path directory;
    private final Account account;
    private final UploadThreads threads;
    private Buffer buffer = new Buffer();
    /** Bytes of the account's memory taken for the buffer. */
    private long held;

    private @Nullable FileChannel file;
    private long onDisk;

    private Spool(Path directory, Account account, UploadThreads threads) {
        this.directory = directory;
        this.account = account;
        this.threads = threads;
    }

    /** Reads the body to its end, without closing it. */
    static Spool receive(InputStream body, UploadSettings settings, Account account, UploadThreads threads)
            throws IOException, NotTaken {
        Spool spool = new Spool(Path.of(settings.directory()), account, threads);
        boolean kept = false;
        try {
            spool.fill(body, settings.longest());
            kept = true;
            return spool;
        } finally {
            if (!kept) {
                spool.close();
            }
        }
    }

    /** The number of bytes. */
    long size() {
        return onDisk + buffer.size();
    }

    /** A stream from the first byte. It may be called again while another stream is open. */
    InputStream open() {
        return file == null ? buffer.open() : new FileView(file);
    }

    /** Deletes the temporary file. */
    @Override
    public void close() throws IOException {
        forgetBuffer();
        FileChannel open = file;
        file = null;
        try {
            if (open != null) {
                // Freeing the blocks of a large file takes time
                threads.run(Lane.DISK, () -> {
                    open.close();
                    return true;
                });
            }
        } finally {
            account.giveDiskBack(onDisk);
            onDisk = 0;
        }
    }

    private void fill(InputStream body, long limit) throws IOException, NotTaken {
        if (!account.takeMemory(2 * PIECE)) {
            throw UploadQuotas.noRoom();
        }
        held = PIECE;
        try {
            byte[] piece = new byte[PIECE];
            for (int read = body.readNBytes(piece, 0, PIECE); read > 0; read = body.readNBytes(piece, 0, PIECE)) {
                if (read > limit - size()) {
                    throw new NotTaken(new UploadRefusal.TooLarge(limit));
                }
                if (!fits(buffer.size() + read)) {
                    write();
                }
                buffer.write(piece, 0, read);
            }
        } finally {
            account.giveMemoryBack(PIECE);
        }
        if (file != null) {
            write();
            forgetBuffer();
        }
    }

    /** Takes memory if the buffer may grow to so many bytes; false if it may not. */
    private boolean fits(int bytes) {
        if (bytes <= held) {
            return true;
        }
        if (bytes > (file == null ? MEMORY_LIMIT : WRITE) || !account.takeMemory(bytes - held)) {
            return false;
        }
        held = bytes;
        return true;
    }

    private void forgetBuffer() {
        buffer = new Buffer();
        account.giveMemoryBack(held);
        held = 0;
    }

    private void write() throws NotTaken {
        int length = buffer.size();
        account.takeDisk(length);
        onDisk += length;
        try {
            threads.run(Lane.DISK, () -> append(buffer.bytes()));
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("directory", directory)
                    .addKeyValue("reason", e)
                    .log("An upload cannot be kept");
            throw UploadQuotas.noRoom();
        }
        buffer = new Buffer();
        account.giveMemoryBack(held - PIECE);
        held = PIECE;
    }

    private long append(ByteBuffer bytes) throws IOException {
        FileChannel open = file == null ? create(directory) : file;
        file = open;
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
        return onDisk;
    }

    /** Creates the file without a name, so that no other process can open it and a killed process leaves nothing behind. */
    private static FileChannel create(Path directory) throws IOException {
        return FileChannel.open(
                directory.resolve("assay-upload-" + UUID.randomUUID()),
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** A buffer that gives access to its bytes without copying them. */
    private static final class Buffer extends ByteArrayOutputStream {
        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }

        InputStream open() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }

    /** A view of the file with its own position, so that several views do not disturb each other. */
    private static final class FileView extends InputStream {
        private final FileChannel file;
        private long position;

        FileView(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = file.read(ByteBuffer.wrap(bytes, offset, length), position);
            position += Math.max(read, 0);
            return read;
        }
    }
}
