package dev.assay.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** BG-2 to BG-6, with replicas that share a database. */
class OneRunnerTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestServer server = TestServer.shared();
    private final OneRunner runner = server.bean(OneRunner.class);

    @Test
    void oneReplicaRunsWhatAnotherIsAt() throws Exception { // BG-4
        TestDatabase database = TestDatabase.migrated();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer one = TestServer.start(database, Map.of());
                TestServer other = TestServer.start(database, Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<OneRunner.Outcome> first =
                    threads.submit(() -> one.bean(OneRunner.class).every(Duration.ZERO, "work", () -> {
                        begun.countDown();
                        await(go);
                    }));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            OneRunner there = other.bean(OneRunner.class);

            assertThat(there.every(Duration.ZERO, "work", () -> {})).isEqualTo(OneRunner.Outcome.NOT_DUE);
            assertThat(there.every(Duration.ZERO, "other work", () -> {})).isEqualTo(OneRunner.Outcome.DONE);
            go.countDown();
            assertThat(first.get()).isEqualTo(OneRunner.Outcome.DONE);
            assertThat(there.every(Duration.ZERO, "work", () -> {})).isEqualTo(OneRunner.Outcome.DONE);
        }
    }

    @Test
    void anIntervalIsKeptByAllTogether() throws Exception { // BG-3, BG-4
        AtomicInteger runs = new AtomicInteger();
        List<Future<OneRunner.Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                outcomes.add(threads.submit(() -> runner.every(HOUR, "interval", runs::incrementAndGet)));
            }
        }
        assertThat(runs).hasValue(1);
        assertThat(outcomes.stream().map(Future::resultNow))
                .containsOnlyOnce(OneRunner.Outcome.DONE)
                .contains(OneRunner.Outcome.NOT_DUE);

        server.database()
                .execute(
                        "UPDATE background_work SET started_at = started_at - interval '59 minutes' WHERE name = 'interval'");
        assertThat(runner.every(HOUR, "interval", runs::incrementAndGet)).isEqualTo(OneRunner.Outcome.DONE);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFailureIsCaughtAndTheTurnIsFreeAgain() { // BG-6
        assertThat(runner.every(Duration.ZERO, "failing", () -> {
                    throw new IllegalStateException("of a test");
                }))
                .isEqualTo(OneRunner.Outcome.FAILED);
        assertThat(runner.every(Duration.ZERO, "failing", () -> {})).isEqualTo(OneRunner.Outcome.DONE);
    }

    @Test
    void allOfItCanBeTurnedOff() { // BG-2
        for (Map<String, Object> off : List.<Map<String, Object>>of(
                Map.of("assay.background.disabled", true), Map.of("assay.background.enabled", false))) {
            try (TestServer quiet = TestServer.start(off)) {
                assertThat(quiet.bean(OneRunner.class).every(Duration.ZERO, "work", () -> {}))
                        .isEqualTo(OneRunner.Outcome.DISABLED);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
