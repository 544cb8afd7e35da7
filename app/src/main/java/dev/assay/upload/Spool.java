package dev.assay.upload;

import dev.assay.upload.junit.BrokenReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * An upload, received whole before anything is written: up to 1 MiB in memory, beyond that in an unnamed temporary file.
 *
 * <p>Gzip is told by its first bytes, not by a header: proxies decompress and leave the header, people compress and send
 * none. The upload is kept as it came and decompressed twice, now for the hash and later for the reader: a file of 4 MB
 * can hold 4 GB, which must cost processor time rather than disk; and damage shows before the first row is stored.
 */
final class Spool implements AutoCloseable {
    static final int MEMORY_LIMIT = 1 << 20;
    static final long DEFAULT_LIMIT = 4L << 30;

    private final Store store;
    private final boolean gzip;
    private final byte[] sha256;
    private final long size;

    private Spool(Store store, boolean gzip, byte[] sha256, long size) {
        this.store = store;
        this.gzip = gzip;
        this.sha256 = sha256;
        this.size = size;
    }

    /**
     * Reads the body to its end; does not close it.
     *
     * @param directory for the temporary file; must exist
     * @param limit in bytes, for what came and for what it decompresses to
     * @throws BrokenReport when the body is gzip and damaged
     */
    static Spool receive(InputStream body, Path directory, long limit)
            throws IOException, BrokenReport, UploadTooLarge {
        Store store = new Store(directory);
        boolean kept = false;
        try {
            Spool spool = receive(body, store, limit);
            kept = true;
            return spool;
        } catch (OverLimit e) {
            throw new UploadTooLarge(limit);
        } catch (ZipException e) {
            throw new BrokenReport(
                    "The compressed file is damaged: " + e.getMessage() + ".",
                    "Compress the file again and send it whole.");
        } finally {
            if (!kept) {
                store.close();
            }
        }
    }

    private static Spool receive(InputStream body, Store store, long limit) throws IOException {
        PushbackInputStream start = new PushbackInputStream(body, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = Gunzip.isGzip(magic);
        Tee tee = new Tee(start, store, limit);
        MessageDigest digest = sha256Digest();
        long size = 0;
        // Closing Gunzip frees its native memory; closing the tee does nothing
        try (InputStream decoded = gzip ? new Gunzip(tee) : tee) {
            byte[] buffer = new byte[64 << 10];
            for (int read = decoded.read(buffer); read >= 0; read = decoded.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw new OverLimit();
                }
                digest.update(buffer, 0, read);
            }
        }
        return new Spool(store, gzip, digest.digest(), size);
    }

    /** The content from its beginning, decompressed; may be called again, also while another stream is open. */
    InputStream open() throws IOException {
        return gzip ? new Gunzip(store.open()) : store.open();
    }

    /** Of the decompressed content: the same report, compressed or not, is the same upload. */
    byte[] sha256() {
        return sha256.clone();
    }

    /** Over the content and these parameters; their order does not matter. */
    byte[] sha256(Map<String, List<String>> parameters) {
        MessageDigest digest = sha256Digest();
        digest.update(sha256);
        new TreeMap<>(parameters).forEach((name, values) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            for (String value : values) {
                digest.update((byte) 0);
                digest.update(value.getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) 1);
        });
        return digest.digest();
    }

    /** In bytes, decompressed. */
    long size() {
        return size;
    }

    /** Deletes the temporary file. */
    @Override
    public void close() throws IOException {
        store.close();
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps what passes through. */
    private static final class Tee extends InputStream {
        private final InputStream in;
        private final Store store;
        private final long limit;
        private long received;

        Tee(InputStream in, Store store, long limit) {
            this.in = in;
            this.store = store;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                received += read;
                if (received > limit) {
                    throw new OverLimit();
                }
                store.write(bytes, offset, read);
            }
            return read;
        }
    }

    private static final class OverLimit extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The bytes as received: a buffer that becomes a file when it grows. */
    private static final class Store extends OutputStream {
        private final Path directory;
        private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private @Nullable FileChannel file;

        Store(Path directory) {
            this.directory = directory;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (memory != null && memory.size() + length > MEMORY_LIMIT) {
                FileChannel opened = create(directory);
                file = opened;
                append(opened, ByteBuffer.wrap(memory.toByteArray()));
                memory = null;
            }
            if (memory != null) {
                memory.write(bytes, offset, length);
            } else if (file != null) {
                append(file, ByteBuffer.wrap(bytes, offset, length));
            }
        }

        InputStream open() {
            if (memory != null) {
                return new ByteArrayInputStream(memory.toByteArray());
            }
            if (file != null) {
                return new FileView(file);
            }
            throw new IllegalStateException("the upload was closed");
        }

        @Override
        public void close() throws IOException {
            memory = null;
            if (file != null) {
                file.close();
            }
        }

        /** Nobody else can open it: it loses its name at once, so that a killed process leaves nothing behind either. */
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

        private static void append(FileChannel file, ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** Reads at its own position: several views of one file do not disturb each other. */
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
