package dev.assay.collect;

import dev.assay.collect.Entry.Seen;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what was taken and is not delivered yet. Each entry is a file: its content, then a JSON trailer that describes it, then
 * the length of the trailer. A file gets its final name only when it is complete and on disk, so a collector that was killed
 * can continue.
 */
final class DeliverySpool {
    private static final Logger LOG = LoggerFactory.getLogger(DeliverySpool.class);
    private static final String ENTRY = ".entry";
    /** Exists if a file was not stored whole, so that a collector that continues knows it. */
    private static final String INCOMPLETE = "incomplete";

    private static final int TRAILER_LIMIT = 64 << 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private final Path directory;
    private final Clock clock;
    private final ConcurrentSkipListMap<Long, Entry> entries = new ConcurrentSkipListMap<>();
    private final Semaphore more = new Semaphore(0);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong last = new AtomicLong();

    private DeliverySpool(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Creates the directory if it does not exist, and loads what an earlier collector left. */
    static DeliverySpool open(Path directory, Clock clock) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(directory + " is not a directory", e);
            }
        }
        DeliverySpool outbox = new DeliverySpool(directory, clock);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                outbox.resume(file);
            }
        }
        return outbox;
    }

    private void resume(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".tmp")) {
            Files.delete(file);
        } else if (name.matches("\\d{12}\\.entry")) {
            try {
                put(read(Long.parseLong(name.substring(0, 12)), file));
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("file", file).setCause(e).log("Ignored a damaged file in the spool");
            }
        }
    }

    private static Entry read(long number, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer length = read(channel, channel.size() - Integer.BYTES, Integer.BYTES);
            int trailer = length.getInt();
            long size = channel.size() - Integer.BYTES - trailer;
            if (trailer < 0 || trailer > TRAILER_LIMIT || size < 0) {
                throw new IOException("not an entry");
            }
            Entry entry = Entry.of(number, read(channel, size, trailer).array());
            if (entry.size() != size) {
                throw new IOException("shorter than it was");
            }
            return entry;
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (position < 0 || channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("shorter than it was");
            }
        }
        return buffer.flip();
    }

    /** All entries as they are now, oldest first. */
    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** The oldest entry with a higher number; null for none. */
    @Nullable
    Entry after(long number) {
        Map.Entry<Long, Entry> next = entries.higherEntry(number);
        return next == null ? null : next.getValue();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The bytes of all content. */
    long bytes() {
        return bytes.get();
    }

    /** True if the entry's file still exists. */
    boolean holds(Entry entry) {
        return Files.isRegularFile(file(entry.number()), LinkOption.NOFOLLOW_LINKS);
    }

    /** Waits until something was added since the last call. */
    void awaitMore() throws InterruptedException {
        more.acquire();
        more.drainPermits();
    }

    /** The content of an entry, without its trailer. */
    InputStream content(Entry entry) throws IOException {
        return new Content(Files.newInputStream(file(entry.number()), LinkOption.NOFOLLOW_LINKS), entry.size());
    }

    /** The content of a short entry, as text. */
    String text(Entry entry) throws IOException {
        try (InputStream content = content(entry)) {
            return new String(content.readNBytes(Math.toIntExact(entry.size())), StandardCharsets.UTF_8);
        }
    }

    /** Begins a new entry at the end. */
    Draft draft() throws IOException {
        // A test that emptied the results directory may have deleted the spool, too
        Files.createDirectories(directory);
        return new Draft(last.incrementAndGet());
    }

    /** Adds an event that happened now. */
    void addEvent(String path, String name, String detail, Seen seen) throws IOException {
        try (Draft draft = draft()) {
            draft.write(detail.getBytes(StandardCharsets.UTF_8));
            draft.commit(Entry.Kind.EVENT, path, name, seen);
        }
    }

    /**
     * Replaces an entry that cannot be delivered by an event that says so. This is one step, so that a collector that is killed
     * does not report it twice.
     */
    void replace(Entry entry, String name, String detail) throws IOException {
        try (Draft draft = new Draft(entry.number())) {
            draft.write(detail.getBytes(StandardCharsets.UTF_8));
            draft.commit(Entry.Kind.EVENT, entry.path(), name, entry.seen());
        }
    }

    /** Remembers that a file was not stored whole, so that the execution cannot pass. */
    void markIncomplete() throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(INCOMPLETE), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    boolean isIncomplete() {
        return Files.exists(directory.resolve(INCOMPLETE), LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes a delivered entry. */
    void delivered(Entry entry) throws IOException {
        Files.deleteIfExists(file(entry.number()));
        if (entries.remove(entry.number()) != null) {
            bytes.addAndGet(-entry.size());
        }
    }

    /** Writes the names of the files to disk; their contents are there already. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void put(Entry entry) {
        Entry before = entries.put(entry.number(), entry);
        bytes.addAndGet(entry.size() - (before == null ? 0 : before.size()));
        last.accumulateAndGet(entry.number(), Math::max);
        more.release();
    }

    private Path file(long number) {
        return directory.resolve("%012d".formatted(number) + ENTRY);
    }

    /** The first bytes of a stream, up to a length. */
    private static final class Content extends FilterInputStream {
        private final AtomicLong left;

        Content(InputStream in, long length) {
            super(in);
            this.left = new AtomicLong(length);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left.get() == 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(length, left.get()));
            left.addAndGet(-Math.max(read, 0));
            return read;
        }
    }

    /** A new entry that is being written; it is invisible until it is committed. */
    final class Draft extends OutputStream {
        private final long number;
        private final Path file;
        private final FileChannel channel;
        private final MessageDigest digest;
        private final AtomicLong size = new AtomicLong();

        private Draft(long number) throws IOException {
            this.number = number;
            this.file = directory.resolve("%012d".formatted(number) + ".tmp");
            this.digest = newDigest();
            this.channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            digest.update(content, offset, length);
            size.addAndGet(length);
            put(ByteBuffer.wrap(content, offset, length));
        }

        /** The content that was written so far. */
        InputStream content() throws IOException {
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        }

        long size() {
            return size.get();
        }

        /** The SHA-256 of the content that was written so far, hexadecimal. */
        String sha256() {
            try {
                return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("every Java can clone a SHA-256 digest", e);
            }
        }

        Entry commit(Entry.Kind kind, String path, String name, Seen seen) throws IOException {
            String time = LocalDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC)
                    .format(TIME);
            Entry entry = new Entry(number, kind, path, name, time, sha256(), size.get(), seen);
            byte[] trailer = entry.json();
            put(ByteBuffer.wrap(trailer));
            put(ByteBuffer.allocate(Integer.BYTES).putInt(trailer.length).flip());
            channel.force(true);
            channel.close();
            Files.move(file, DeliverySpool.this.file(number), StandardCopyOption.ATOMIC_MOVE);
            DeliverySpool.this.put(entry);
            return entry;
        }

        /** Deletes the draft unless it was committed. */
        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.close();
                Files.deleteIfExists(file);
            }
        }

        private void put(ByteBuffer buffer) throws IOException {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
