package dev.assay.web.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.database.connection.UsualLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
    private static final int MEGABYTE = 1 << 20;
    private static final Duration NO_PATIENCE = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final BodyBudget budget = new BodyBudget(new BodySettings(32L * MEGABYTE, MEGABYTE), metrics);

    /** The file of an upload never has a name while it is in use, and is gone afterwards, whatever happens to the upload. */
    @AfterEach
    void theDirectoryIsEmpty() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void keepsWhatItReceivedAndHashesIt() throws Exception {
        byte[] sent = random(3_000);
        try (UploadContent content = take(sent)) {
            assertThat(content.size()).isEqualTo(3_000);
            assertThat(content.sha256()).isEqualTo(sha256(sent));
            assertThat(content.open().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void packedOrNotIsTheSameUpload() throws Exception {
        byte[] sent = random(100_000);
        try (UploadContent plain = take(sent);
                UploadContent packed = take(gzip(sent))) {
            assertThat(packed.sha256()).isEqualTo(plain.sha256());
            assertThat(packed.sha256(Map.of("a", List.of("b")))).isEqualTo(plain.sha256(Map.of("a", List.of("b"))));
            assertThat(packed.size()).isEqualTo(plain.size());
            assertThat(packed.open().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void sizeAroundTheMemoryLimitIsKeptWhole() throws Exception {
        for (int size : new int[] {Spool.MEMORY_LIMIT - 1, Spool.MEMORY_LIMIT, Spool.MEMORY_LIMIT + 1, 5_000_000}) {
            byte[] sent = random(size);
            try (UploadContent content = take(sent)) {
                assertThat(content.open().readAllBytes()).isEqualTo(sent);
                assertThat(content.sha256()).isEqualTo(sha256(sent));
            }
        }
    }

    @Test
    void emptyAndSingleByteBodiesAreKept() throws Exception {
        for (byte[] body : new byte[][] {{}, {0x1f}}) {
            try (UploadContent content = take(body)) {
                assertThat(content.open().readAllBytes()).isEqualTo(body);
                assertThat(content.sha256()).isEqualTo(sha256(body));
            }
        }
    }

    @Test
    void fileIsReadTwiceAtOnce() throws Exception {
        byte[] sent = random(3 * MEGABYTE);
        try (UploadContent content = take(sent);
                InputStream first = content.open();
                InputStream second = content.open()) {
            theDirectoryIsEmpty();
            assertThat(first.readNBytes(1_000)).isEqualTo(Arrays.copyOf(sent, 1_000));
            assertThat(second.readAllBytes()).isEqualTo(sent);
            assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(sent, 1_000, sent.length));
        }
    }

    @Test
    void manySmallUploadsAtOnceGoToDiskInsteadOfFillingTheHeap() throws Exception {
        Intake intake = intake(settings(4L << 30, 7L << 30), large(1, 1, NO_PATIENCE));
        byte[] sent = random(MEGABYTE);
        List<UploadContent> here = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                here.add(intake.take("application:1", new ByteArrayInputStream(sent)));
            }
            assertThat(taken("memory")).isLessThanOrEqualTo(12L * MEGABYTE);
            assertThat(taken("disk")).isGreaterThanOrEqualTo(28L * MEGABYTE);
            assertThat(here.getLast().open().readAllBytes()).isEqualTo(sent);
        } finally {
            for (UploadContent content : here) {
                content.close();
            }
        }
        assertThat(taken("memory")).isZero();
        assertThat(taken("disk")).isZero();
    }

    @Test
    void damagedGzipIsNotTaken() throws IOException {
        byte[] packed = gzip(random(5_000_000));
        assertThatThrownBy(() -> take(Arrays.copyOf(packed, packed.length - 1)))
                .isInstanceOf(ZipException.class)
                .hasMessage("it ends too early");
    }

    @Test
    void limitCountsWhatIsReceivedAndWhatItUnpacksTo() throws Exception {
        UploadSettings settings = settings(MEGABYTE, 7L << 30);
        Intake intake = intake(settings, large(1, 1, NO_PATIENCE));
        byte[] bomb = gzip(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(20_000);
        assertThat(refusal(intake, bomb)).isEqualTo(new UploadRefusal.TooLarge(MEGABYTE));
        assertThat(refusal(intake, random(MEGABYTE + 1))).isEqualTo(new UploadRefusal.TooLarge(MEGABYTE));
        try (UploadContent content = intake.take("application:1", new ByteArrayInputStream(random(MEGABYTE)))) {
            assertThat(content.size()).isEqualTo(MEGABYTE);
        }
        assertThat(taken("disk")).isZero();
    }

    @Test
    void whatUnpacksToManyTimesItsSizeIsNotTaken() throws Exception {
        Intake intake = intake(settings(4L << 30, 7L << 30), large(1, 1, NO_PATIENCE));
        assertThat(refusal(intake, repeated(gzip(new byte[10 * MEGABYTE]), 10)))
                .isEqualTo(new UploadRefusal.TooDense(200));
        assertThat(taken("memory")).isZero();
    }

    @Test
    void theSpoolIsBoundedAndHasRoomAgain() throws Exception {
        Intake intake = intake(settings(4L << 30, 8L * MEGABYTE), large(4, 4, NO_PATIENCE));
        UploadContent first = intake.take("application:1", new ByteArrayInputStream(random(5 * MEGABYTE)));
        assertThat(refusal(intake, "application:2", random(4 * MEGABYTE))).isInstanceOf(UploadRefusal.NoRoom.class);
        assertThat(taken("disk")).isEqualTo(5L * MEGABYTE);
        first.close();
        try (UploadContent second = intake.take("application:2", new ByteArrayInputStream(random(4 * MEGABYTE)))) {
            assertThat(second.size()).isEqualTo(4 * MEGABYTE);
        }
        assertThat(taken("disk")).isZero();
    }

    @Test
    void oneCallerDoesNotFillTheSpool() throws Exception {
        Intake intake = intake(settings(4L << 30, 8L * MEGABYTE), large(4, 4, NO_PATIENCE));
        try (UploadContent mine = intake.take("application:1", new ByteArrayInputStream(random(4 * MEGABYTE)))) {
            assertThat(refusal(intake, random(3 * MEGABYTE))).isInstanceOf(UploadRefusal.TooMany.class);
            try (UploadContent anothers =
                    intake.take("application:2", new ByteArrayInputStream(random(3 * MEGABYTE)))) {
                assertThat(anothers.size() + mine.size()).isEqualTo(7 * MEGABYTE);
            }
        }
        // One upload may not be larger than that share either
        assertThat(refusal(intake, random(7 * MEGABYTE))).isEqualTo(new UploadRefusal.TooLarge(6 * MEGABYTE));
    }

    /** Behaves like a full disk. */
    @Test
    void aDirectoryThatTakesNothingIsNoRoom() throws Exception {
        UploadSettings settings = new UploadSettings(
                directory.resolve("none").toString(), 4L << 30, 7L << 30, 200, 1, java.time.Duration.ZERO);
        Intake intake = intake(settings, large(1, 1, NO_PATIENCE));
        assertThat(refusal(intake, random(2 * MEGABYTE))).isInstanceOf(UploadRefusal.NoRoom.class);
        assertThat(taken("disk")).isZero();
        assertThat(taken("memory")).isZero();
        try (UploadContent small = intake.take("application:1", new ByteArrayInputStream(random(MEGABYTE)))) {
            assertThat(small.size()).isEqualTo(MEGABYTE);
        }
    }

    @Test
    void aBodyThatFailsIsNotKept() throws Exception {
        Intake intake = intake(settings(4L << 30, 7L << 30), large(1, 1, NO_PATIENCE));
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(random(2 * MEGABYTE)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }
                });
        assertThatThrownBy(() -> intake.take("application:1", failing)).hasMessage("gone");
        assertThat(taken("disk")).isZero();
        assertThat(taken("memory")).isZero();
    }

    @Test
    void largeUploadsOfOneCallerAreReadAFewAtOnce() throws Exception {
        Intake impatient = intake(settings(4L << 30, 7L << 30), large(1, 2, NO_PATIENCE));
        byte[] large = gzip(new byte[5 * MEGABYTE]);
        UploadContent first = impatient.take("application:1", new ByteArrayInputStream(large));
        assertThat(refusal(impatient, large)).isInstanceOf(UploadRefusal.TooMany.class);
        assertThat(refusal(impatient, random(5 * MEGABYTE))).isInstanceOf(UploadRefusal.TooMany.class);
        impatient.take("application:1", new ByteArrayInputStream(random(1_000))).close();
        UploadContent second = impatient.take("application:2", new ByteArrayInputStream(large));
        assertThat(refusal(impatient, "application:3", large)).isInstanceOf(UploadRefusal.NoRoom.class);
        second.close();
        impatient.take("application:3", new ByteArrayInputStream(large)).close();
        first.close();
        impatient.take("application:1", new ByteArrayInputStream(large)).close();
    }

    @Test
    void aConnectionIsLeftForSmallOnes() throws Exception {
        // Two of seven connections are for bulk writes
        Intake intake = intake(settings(4L << 30, 7L << 30), large(1, 4, NO_PATIENCE), 7);
        byte[] large = gzip(new byte[5 * MEGABYTE]);
        try (UploadContent first = intake.take("application:1", new ByteArrayInputStream(large))) {
            assertThat(first.size()).isEqualTo(5 * MEGABYTE);
            assertThat(refusal(intake, "application:2", large)).isInstanceOf(UploadRefusal.NoRoom.class);
        }
    }

    @Test
    void aFurtherOneWaitsForItsTurn() throws Exception {
        Intake patient = intake(settings(4L << 30, 7L << 30), large(1, 1, PATIENCE));
        byte[] large = gzip(new byte[5 * MEGABYTE]);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            UploadContent first = patient.take("application:1", new ByteArrayInputStream(large));
            CompletionService<UploadContent> further = new ExecutorCompletionService<>(threads);
            for (String caller : List.of("application:1", "application:2")) {
                further.submit(() -> patient.take(caller, new ByteArrayInputStream(large)));
            }
            assertThat(further.poll()).isNull();
            first.close();
            UploadContent second = further.take().get();
            assertThat(further.poll()).isNull();
            second.close();
            further.take().get().close();
        }
    }

    /** A virtual thread that computes would keep the processor from all other requests. */
    @Test
    void allComputingIsDoneByThreadsOfTheOperatingSystem() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> {
                        try (UploadContent content = take(random(3_000))) {
                            assertThat(Thread.currentThread().isVirtual()).isTrue();
                            assertThat(content.<Boolean, IOException>step(
                                            () -> Thread.currentThread().isVirtual()))
                                    .isFalse();
                        }
                        return true;
                    })
                    .get();
        }
    }

    @Test
    void whatIsReadAheadComesInOrderAndEnds() throws Exception {
        try (UploadContent content = take(new byte[] {1, 2, 3});
                InputStream in = content.open()) {
            ReadAhead<Integer, NotTaken> ahead = new ReadAhead<>(
                    content,
                    () -> {
                        int read = in.read();
                        return read < 0 ? null : read;
                    },
                    one -> 1);
            assertThat(Stream.of(ahead.next(), ahead.next(), ahead.next())).containsExactly(1, 2, 3);
            assertThat(ahead.next()).isNull();
            assertThat(ahead.next()).isNull();
            ReadAhead<Integer, NotTaken> failing = new ReadAhead<>(
                    content,
                    () -> {
                        throw new NotTaken(new UploadRefusal.TooDense(1));
                    },
                    one -> 1);
            assertThatThrownBy(failing::next).isInstanceOf(NotTaken.class);
        }
    }

    private UploadContent take(byte[] body) throws IOException, NotTaken {
        return intake(settings(4L << 30, 7L << 30), large(2, 4, PATIENCE))
                .take("application:1", new ByteArrayInputStream(body));
    }

    private UploadSettings settings(long maxSize, long spoolSize) {
        return new UploadSettings(directory.toString(), maxSize, spoolSize, 200, 1, java.time.Duration.ZERO);
    }

    private static LargeUploadSettings large(int perCaller, int atOnce, Duration patience) {
        return new LargeUploadSettings(4 * MEGABYTE, perCaller, atOnce, patience);
    }

    private Intake intake(UploadSettings settings, LargeUploadSettings large) {
        return intake(settings, large, 20);
    }

    private Intake intake(UploadSettings settings, LargeUploadSettings large, int connections) {
        UploadQuotas accounts = new UploadQuotas(settings, large, budget, UsualLimits.of(connections), metrics);
        return new Intake(settings, large, accounts, new UploadThreads(large));
    }

    private double taken(String where) {
        return metrics.get("assay.uploads." + where).gauge().value();
    }

    private static UploadRefusal refusal(Intake intake, byte[] body) {
        return refusal(intake, "application:1", body);
    }

    private static UploadRefusal refusal(Intake intake, String caller, byte[] body) {
        return catchThrowableOfType(
                        NotTaken.class,
                        () -> intake.take(caller, new ByteArrayInputStream(body))
                                .close())
                .why();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
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
}
