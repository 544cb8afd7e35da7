package dev.assay.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.upload.junit.BrokenReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    private Path directory;

    @Test
    void keepsWhatItReceivedAndHashesIt() throws Exception {
        byte[] content = random(3_000);
        try (Spool spool = receive(content)) {
            assertThat(spool.size()).isEqualTo(3_000);
            assertThat(spool.sha256()).isEqualTo(sha256(content));
            assertThat(spool.open().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void compressedOrNotIsTheSameUpload() throws Exception {
        byte[] content = random(100_000);
        try (Spool plain = receive(content);
                Spool compressed = receive(gzip(content))) {
            assertThat(compressed.sha256()).isEqualTo(plain.sha256());
            assertThat(compressed.size()).isEqualTo(plain.size());
            assertThat(compressed.open().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void sizeAroundTheMemoryLimitIsKeptWhole() throws Exception {
        for (int size : new int[] {Spool.MEMORY_LIMIT - 1, Spool.MEMORY_LIMIT, Spool.MEMORY_LIMIT + 1, 5_000_000}) {
            byte[] content = random(size);
            try (Spool spool = receive(content)) {
                assertThat(spool.open().readAllBytes()).isEqualTo(content);
                assertThat(spool.sha256()).isEqualTo(sha256(content));
            }
        }
    }

    @Test
    void fileIsReadTwiceAtOnce() throws Exception {
        byte[] content = random(3 << 20);
        try (Spool spool = receive(content);
                InputStream first = spool.open();
                InputStream second = spool.open()) {
            assertThat(first.readNBytes(1_000)).isEqualTo(Arrays.copyOf(content, 1_000));
            assertThat(second.readAllBytes()).isEqualTo(content);
            assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1_000, content.length));
        }
    }

    @Test
    void temporaryFileHasNoNameWhileItIsInUse() throws Exception {
        try (Spool spool = receive(random(3 << 20))) {
            assertThat(spool.size()).isEqualTo(3 << 20);
            assertDirectoryEmpty();
        }
        assertDirectoryEmpty();
    }

    @Test
    void directoryThatIsMissingIsAFaultOfOurs(@TempDir Path other) {
        IOException fault = catchThrowableOfType(
                IOException.class,
                () -> Spool.receive(new ByteArrayInputStream(random(2 << 20)), other.resolve("none"), 4L << 30));
        assertThat(fault).isNotNull();
    }

    @Test
    void membersOneAfterAnotherAreOneContent() throws Exception {
        byte[] both = join(gzip(text("one ")), gzip(text("")), gzip(text("two")), new byte[512]);
        InputStream slow = new OneByteAtATime(both);
        try (Spool spool = Spool.receive(slow, directory, Spool.DEFAULT_LIMIT)) {
            assertThat(spool.open()).hasContent("one two");
        }
    }

    @Test
    void gzipCutAnywhereIsBroken() throws Exception {
        byte[] whole = gzip(random(400));
        for (int cut = 2; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThat(broken(part))
                    .as("cut at %d", cut)
                    .hasMessage("The compressed file is damaged: it ends too early.");
        }
    }

    @Test
    void damagedGzipIsBroken() throws Exception {
        byte[] whole = gzip(text("content ".repeat(100)));
        byte[] checksum = whole.clone();
        checksum[whole.length - 8] ^= 1;
        assertThat(broken(checksum)).hasMessageContaining("checksum");
        byte[] length = whole.clone();
        length[whole.length - 4] ^= 1;
        assertThat(broken(length)).hasMessageContaining("length");
        byte[] method = whole.clone();
        method[2] = 9;
        assertThat(broken(method)).hasMessageContaining("method");
        assertThat(broken(join(whole, text("trailing text")))).hasMessageContaining("follows its end");
        assertThat(broken(join(whole, new byte[3], text("x")))).hasMessageContaining("follows its end");
        assertThat(broken(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7}))
                .isNotNull();
    }

    @Test
    void headerFieldsOfGzipArePassedOver() throws Exception {
        byte[] plain = gzip(text("content"));
        byte[] header = join(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'e', 'x'},
                text("report.xml\0comment\0"),
                new byte[] {0, 0});
        try (Spool spool = receive(join(header, Arrays.copyOfRange(plain, 10, plain.length)))) {
            assertThat(spool.open()).hasContent("content");
        }
    }

    @Test
    void limitCountsWhatIsDecompressed() throws Exception {
        byte[] bomb = gzip(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(20_000);
        UploadTooLarge tooLarge = catchThrowableOfType(
                UploadTooLarge.class, () -> Spool.receive(new ByteArrayInputStream(bomb), directory, 1_000_000));
        assertThat(tooLarge.limit()).isEqualTo(1_000_000);
        assertThat(tooLarge).hasMessage("The upload is larger than 1,000,000 bytes, counted after decompression.");
    }

    @Test
    void limitCountsWhatIsReceived() throws Exception {
        assertThat(catchThrowableOfType(
                        UploadTooLarge.class,
                        () -> Spool.receive(new ByteArrayInputStream(random(1_001)), directory, 1_000)))
                .isNotNull();
        try (Spool spool = Spool.receive(new ByteArrayInputStream(random(1_000)), directory, 1_000)) {
            assertThat(spool.size()).isEqualTo(1_000);
        }
        // Members without content decompress to nothing, for ever
        byte[] nothing = gzip(new byte[0]);
        InputStream endless = new java.io.SequenceInputStream(
                java.util.Collections.enumeration(Collections.nCopies(1_000, nothing).stream()
                        .map(ByteArrayInputStream::new)
                        .toList()));
        assertThat(catchThrowableOfType(UploadTooLarge.class, () -> Spool.receive(endless, directory, 10_000)))
                .isNotNull();
    }

    @Test
    void emptyAndSingleByteBodiesAreKept() throws Exception {
        for (byte[] body : new byte[][] {{}, {0x1f}}) {
            try (Spool spool = receive(body)) {
                assertThat(spool.open().readAllBytes()).isEqualTo(body);
                assertThat(spool.sha256()).isEqualTo(sha256(body));
            }
        }
    }

    @Test
    void refusedUploadLeavesNothingBehind() throws Exception {
        byte[] large = gzip(random(5_000_000));
        assertThat(broken(Arrays.copyOf(large, large.length - 1))).isNotNull();
        assertDirectoryEmpty();
    }

    private Spool receive(byte[] body) throws IOException, BrokenReport, UploadTooLarge {
        return Spool.receive(new ByteArrayInputStream(body), directory, Spool.DEFAULT_LIMIT);
    }

    private BrokenReport broken(byte[] body) {
        return catchThrowableOfType(BrokenReport.class, () -> receive(body).close());
    }

    private void assertDirectoryEmpty() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }

    /** As a slow connection: never more than one byte, and nothing known of the next. */
    private static final class OneByteAtATime extends ByteArrayInputStream {
        OneByteAtATime(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
