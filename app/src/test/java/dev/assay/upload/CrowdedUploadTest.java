package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More uploads than the server has room for. The class has its own server, with little room and short timeouts. */
class CrowdedUploadTest {
    /** More than the processors of most machines. */
    private static final int MANY = Math.min(Runtime.getRuntime().availableProcessors(), 8) + 1;

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of(
                "assay.uploads.directory",
                directory.toString(),
                "assay.uploads.max-size",
                "1GB",
                "assay.uploads.max-ratio",
                1_000_000,
                "assay.uploads.spool-size",
                "8MB",
                "assay.uploads.large.size",
                "4MB",
                "assay.uploads.large.per-caller",
                1,
                "assay.uploads.large.at-once",
                MANY,
                "datasources.default.maximum-pool-size",
                100,
                "assay.uploads.large.patience",
                "100ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anUploadWithoutRoomIsToldWhenToRetry() throws Exception {
        TestClient one = server.as(CHANGE_TEST);
        TestClient another = server.as(CHANGE_TEST);
        UploadRequest held = UploadRequest.of(passed("a")).linked();
        int execution = held.with("partial", "true").store(one);
        UploadRequest large = UploadRequest.of(padded(5 * MEGABYTE));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection database = server.database().connect();
                Statement statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("SELECT 1 FROM test_execution WHERE id = %d FOR UPDATE".formatted(execution));
            Future<TestResponse> first =
                    threads.submit(() -> held.file(padded(5 * MEGABYTE)).send(one));
            awaitLockedOut(1);

            // It takes its caller's turn, and most of its caller's share of the directory
            comeAgain(large.gzip().send(one), 429);
            comeAgain(UploadRequest.of(padded(2 * MEGABYTE)).send(one), 429);
            UploadRequest.of(passed("small")).store(one);
            large.gzip().store(another);
            // And most of the directory
            comeAgain(large.send(another), 503);
            UploadRequest.of(padded(MEGABYTE)).store(another);

            database.rollback();
            assertThat(first.get().status()).isEqualTo(201);
        }
        large.store(another);
        large.gzip().store(one);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    /** Thirty of a hundred connections are for bulk writes, and one caller gets half of them. */
    @Test
    void oneCallersUploadsLeaveConnectionsToOthers() throws Exception {
        TestClient one = server.as(CHANGE_TEST);
        TestClient another = server.as(CHANGE_TEST);
        UploadRequest held = UploadRequest.of(passed("a")).linked().with("partial", "true");
        int execution = held.store(one);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection database = server.database().connect();
                Statement statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("SELECT 1 FROM test_execution WHERE id = %d FOR UPDATE".formatted(execution));
            List<Future<TestResponse>> waiting = IntStream.range(0, 40)
                    .mapToObj(
                            i -> threads.submit(() -> held.file(passed("b" + i)).send(one)))
                    .toList();
            awaitLockedOut(15);

            UploadRequest.of(passed("small")).store(another);

            database.rollback();
            for (Future<TestResponse> upload : waiting) {
                assertThat(upload.get().status()).isEqualTo(201);
            }
        }
    }

    /** As many uploads as processors would stop the server if they were read on the threads that handle requests. */
    @Test
    void uploadsThatComputeDoNotKeepOthersFromAnAnswer() throws Exception {
        byte[] member = UploadRequest.of().file(new byte[30 * MEGABYTE]).gzip().file();
        ByteBuffer members = ByteBuffer.allocate(10 * member.length);
        while (members.hasRemaining()) {
            members.put(member);
        }
        UploadRequest bomb = UploadRequest.of().file(members.array());
        List<TestClient> callers =
                Stream.generate(() -> server.as(CHANGE_TEST)).limit(MANY).toList();
        TestClient reader = server.anonymous();
        TestClient management = new TestClient(server.managementUri());
        reader.get("/v2/limits");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TestResponse>> uploads = callers.stream()
                    .map(caller -> threads.submit(() -> bomb.send(caller)))
                    .toList();
            while (taken(management) < (long) MANY * bomb.file().length) {
                Thread.onSpinWait();
            }
            TestResponse answer = reader.get("/v2/limits");
            assertThat(uploads).noneMatch(Future::isDone);
            assertThat(answer.status()).isEqualTo(200);
            for (Future<TestResponse> upload : uploads) {
                assertThat(upload.get().status()).isEqualTo(422);
            }
        }
    }

    /** The bytes of uploads in memory. */
    private static double taken(TestClient management) {
        return management
                .get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("assay_uploads_memory_bytes"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** A case, followed by blanks. */
    private static String padded(int size) {
        return passed("a") + " ".repeat(size);
    }

    /** Waits until this number of connections wait for a lock. */
    private static void awaitLockedOut(int connections) {
        while (server.database()
                        .strings(
                                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                        .size()
                < connections) {
            Thread.onSpinWait();
        }
    }

    private static void comeAgain(TestResponse refused, int status) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(status);
        assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.text("hint")).contains("nothing of it was stored");
    }
}
