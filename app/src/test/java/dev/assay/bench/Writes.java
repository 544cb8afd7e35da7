package dev.assay.bench;

import dev.assay.testing.DurableServer;
import dev.assay.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/**
 * Writes the same rows into {@code test_result}, by COPY and through the server, with two clients at once. Cases exist already, and
 * so do executions, except for uploads, which create their own.
 */
final class Writes {
    private static final int CLIENTS = 2;
    private static final String COPY = """
            COPY test_result (test_execution_id, test_case_id, status, comment, io_log, duration_us, created_at, updated_at)
            FROM STDIN (FORMAT binary)
            """;

    private final DurableServer postgres;
    private final TestDatabase database;
    private final ServerProcess server;
    private final String key;

    Writes(DurableServer postgres, TestDatabase database, ServerProcess server, String key) {
        this.postgres = postgres;
        this.database = database;
        this.server = server;
        this.key = key;
    }

    /**
     * @param rate rows a second
     * @param serverMillis processor time of the server for one row
     * @param databaseMillis the same for all processes of PostgreSQL
     */
    record Sample(double rate, double serverMillis, double databaseMillis) {}

    /** Creates the cases 1 to n; returns the id of the first, from which ids count up. */
    static int cases(TestDatabase database, int count) {
        return Integer.parseInt(database.strings("""
                WITH made AS (
                  INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                  SELECT 'shop.area' || i %% 40 || '.Suite' || i %% 400 || '.case' || i, 'shop', '', now(), now()
                  FROM generate_series(1, %d) i ORDER BY i
                  RETURNING id
                ) SELECT min(id) FROM made
                """.formatted(count)).getFirst());
    }

    /** Ids of new executions in the same environment as an existing one. */
    List<Integer> executions(int count) {
        return database.strings("""
                        INSERT INTO test_execution
                          (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                        SELECT artefact_build_id, environment_id, test_plan_id, 'IN_PROGRESS', now(), now()
                        FROM (SELECT * FROM test_execution ORDER BY id LIMIT 1) e, generate_series(1, %d)
                        RETURNING id
                        """.formatted(count)).stream()
                .map(Integer::valueOf)
                .toList();
    }

    Sample copy(BenchResults content, int firstCase, int turns) throws Exception {
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
        List<byte[]> prepared = executions(turns).stream()
                .map(execution -> content.copy(execution, firstCase, now))
                .toList();
        return measure(turns * content.rows().size(), prepared, todo -> {
            try (java.sql.Connection connection = database.connect()) {
                for (byte[] rows = todo.poll(); rows != null; rows = todo.poll()) {
                    copy(connection, rows);
                }
            }
        });
    }

    private static void copy(java.sql.Connection connection, byte[] rows) throws SQLException, IOException {
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, new ByteArrayInputStream(rows), 64 * 1024);
    }

    Sample post(BenchResults content, int turns) throws Exception {
        byte[] body = content.json();
        return measure(turns * content.rows().size(), executions(turns), todo -> {
            try (BenchConnection connection = new BenchConnection(server.port(), key)) {
                for (Integer id = todo.poll(); id != null; id = todo.poll()) {
                    String path = "/v1/test-executions/" + id + "/test-results";
                    connection.must(connection.head("POST", path, "application/json", body.length), body);
                }
            }
        });
    }

    Sample upload(BenchResults content, int turns) throws Exception {
        byte[] body = content.junit();
        String path = "/v2/uploads?family=generic&name=bench&version=1&environment=here&test_plan=bench";
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            times.add(i);
        }
        return measure(turns * content.rows().size(), times, todo -> {
            try (BenchConnection connection = new BenchConnection(server.port(), key)) {
                byte[] head = connection.head("POST", path, "application/xml", body.length);
                while (todo.poll() != null) {
                    connection.must(head, body);
                }
            }
        });
    }

    private interface Client<T> {
        void work(ConcurrentLinkedQueue<T> todo) throws Exception;
    }

    private <T> Sample measure(int rows, List<T> tasks, Client<T> client) throws Exception {
        ConcurrentLinkedQueue<T> todo = new ConcurrentLinkedQueue<>(tasks);
        double serverBefore = ProcessTimes.own(server.pid());
        double databaseBefore = ProcessTimes.family(postgres.pids());
        long start = System.nanoTime();
        together(CLIENTS, () -> {
            client.work(todo);
            return null;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Sample(
                rows / seconds,
                (ProcessTimes.own(server.pid()) - serverBefore) / rows,
                (ProcessTimes.family(postgres.pids()) - databaseBefore) / rows);
    }

    /** Runs it in so many threads at once; returns the result of each. */
    static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(work));
            }
            List<T> given = new ArrayList<>();
            for (Future<T> each : running) {
                given.add(each.get());
            }
            return given;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
