package dev.assay.result;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.DurableServer;
import dev.assay.testing.Posted;
import dev.assay.testing.ServerProcess;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request that got a 200 stays stored, and a request is stored whole or not at all, even if the server or the
 * database is killed meanwhile (TR-POST-10).
 */
@Tag("kill")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillTest {
    private static final int WRITERS = 4;
    private static final int RESULTS = 2000;
    /** The number of responses to wait for before and after the kill. */
    private static final int ANSWERS = 6;

    private Path directory;
    private DurableServer postgres;

    @BeforeAll
    void startPostgres(@TempDir Path directory) throws Exception {
        this.directory = directory;
        postgres = DurableServer.start(directory.resolve("data"));
    }

    @AfterAll
    void stopPostgres() throws Exception {
        postgres.close();
    }

    @Test
    void theServerIsKilled() throws Exception {
        TestDatabase database = postgres.create("server_killed");
        Writers writers = new Writers();
        try (ServerProcess server = ServerProcess.start(database, directory.resolve("first.log"), Map.of());
                Writers.Running threads = writers.start(server)) {
            assertThat(writers.before.await(60, SECONDS)).isTrue();
            server.kill();
        }
        awaitNobodyElse(database);
        writers.check(database);
        assertThat(writers.statuses()).containsOnlyKeys(200, Writers.BROKEN);
    }

    @Test
    void postgresIsKilled() throws Exception {
        TestDatabase database = postgres.create("postgres_killed");
        Writers writers = new Writers();
        try (ServerProcess server = ServerProcess.start(
                        database,
                        directory.resolve("second.log"),
                        Map.of("DATASOURCES_DEFAULT_CONNECTION_TIMEOUT", "1000"));
                Writers.Running threads = writers.start(server)) {
            assertThat(writers.before.await(60, SECONDS)).isTrue();
            postgres.kill();
            assertThat(writers.refused.await(60, SECONDS)).isTrue();
            postgres.restart();
            writers.back.set(true);
            assertThat(writers.after.await(60, SECONDS))
                    .as(writers.statuses().toString())
                    .isTrue();
        }
        awaitNobodyElse(database);
        writers.check(database);
        assertThat(writers.statuses()).containsKeys(200, 503);
        assertThat(Set.of(200, 503, Writers.BROKEN))
                .containsAll(writers.statuses().keySet());
    }

    /** Waits until no other sessions are left: a transaction can outlive its process for a short time. */
    private static void awaitNobodyElse(TestDatabase database) {
        long deadline = System.nanoTime() + SECONDS.toNanos(30);
        List<String> others;
        do {
            others = database.strings("""
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()""");
        } while (!others.isEmpty() && System.nanoTime() < deadline);
        assertThat(others).isEmpty();
    }

    /** Writers. Each posts to its own execution, one request after the other, and every request has its own cases. */
    private static final class Writers {
        static final int BROKEN = -1;

        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicBoolean back = new AtomicBoolean();
        final CountDownLatch before = new CountDownLatch(ANSWERS);
        final CountDownLatch refused = new CountDownLatch(1);
        final CountDownLatch after = new CountDownLatch(ANSWERS);
        private final Map<String, Integer> answers = new ConcurrentHashMap<>();
        private final Queue<Integer> executions = new ConcurrentLinkedQueue<>();

        Running start(ServerProcess server) {
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            IntStream.range(0, WRITERS).forEach(writer -> {
                int execution = StartBody.of("snap").start(server.client());
                executions.add(execution);
                threads.submit(() -> write(server, execution));
            });
            return () -> {
                stop.set(true);
                threads.close();
            };
        }

        /** Running writers. Closing lets every writer finish its request. */
        interface Running extends AutoCloseable {
            @Override
            void close();
        }

        private void write(ServerProcess server, int execution) {
            for (int i = 0; !stop.get(); i++) {
                String request = execution + "/" + i;
                boolean wasBack = back.get();
                int status = post(server, execution, request);
                answers.put(request, status);
                if (status != 200) {
                    refused.countDown();
                } else if (wasBack) {
                    after.countDown();
                } else {
                    before.countDown();
                }
            }
        }

        private static int post(ServerProcess server, int execution, String request) {
            try {
                return server.client()
                        .post(
                                "/v1/test-executions/" + execution + "/test-results",
                                Posted.results(request + "/", RESULTS))
                        .status();
            } catch (UncheckedIOException e) {
                return BROKEN;
            }
        }

        Map<Integer, Long> statuses() {
            return answers.values().stream()
                    .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
        }

        void check(TestDatabase database) {
            Map<String, String> stored =
                    database.rows("""
                            SELECT e.id || '/' || split_part(c.name, '/', 2), count(*)
                            FROM test_result r JOIN test_case c ON c.id = r.test_case_id
                            JOIN test_execution e ON e.id = r.test_execution_id AND split_part(c.name, '/', 1) = e.id::text
                            GROUP BY 1""").stream().collect(Collectors.toMap(List::getFirst, List::getLast));
            System.out.println("answers around a kill: " + statuses() + ", requests stored: " + stored.size());
            assertThat(stored.values()).containsOnly(String.valueOf(RESULTS));
            answers.forEach((request, status) -> {
                if (status == 200) {
                    assertThat(stored).containsKey(request);
                }
            });
            assertThat(answers.keySet()).containsAll(stored.keySet());
            assertThat(database.strings("SELECT count(*) FROM test_result"))
                    .containsExactly(String.valueOf(RESULTS * stored.size()));
        }
    }
}
