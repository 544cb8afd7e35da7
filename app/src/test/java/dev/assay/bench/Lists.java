package dev.assay.bench;

import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures lists and searches among millions of results: 200 artefacts with two builds each in five environments. The lists are
 * about one more artefact, whose 1,000 results stay while those of all others become ten times as many.
 */
record Lists(ServerProcess server, TestDatabase database, String key, boolean quick) {
    private static final int ENVIRONMENTS = 5;

    /** The times of a path with clients that send one request after the other. */
    record Timing(String name, double p50, double p99) {}

    /** Starts every execution, and gives each as many results of cases {@code from} on. */
    void fill(int from, int to) throws Exception {
        int artefacts = quick ? 10 : 200;
        AtomicInteger next = new AtomicInteger();
        Writes.together(2, () -> {
            try (BenchConnection connection = new BenchConnection(server.port(), key)) {
                for (int i = next.getAndIncrement(); i < artefacts * 2 * ENVIRONMENTS; i = next.getAndIncrement()) {
                    int artefact = i / (2 * ENVIRONMENTS);
                    fill(connection, "artefact" + artefact % 40, artefact, i, from, to);
                }
            }
            return next;
        });
        if (from == 0) {
            try (BenchConnection connection = new BenchConnection(server.port(), key)) {
                for (int i = 0; i < 2 * ENVIRONMENTS; i++) {
                    fill(connection, "focus", 0, i, 0, 100);
                }
            }
        }
        database.execute("VACUUM ANALYZE");
    }

    private void fill(BenchConnection connection, String name, int version, int run, int from, int to)
            throws IOException {
        String architecture = run % 2 == 0 ? "amd64" : "arm64";
        String link = "http://ci/%s/%d/%d".formatted(name, version, run);
        byte[] start = """
                {"family": "%s", "name": "%s", "version": "%d", "revision": %d, "track": "latest", "store": "ubuntu",
                 "execution_stage": "%s", "arch": "%s", "environment": "lab%d", "test_plan": "bench", "ci_link": "%s"}
                """.formatted(
                        version % 2 == 0 ? "snap" : "charm",
                        name,
                        version,
                        version,
                        version % 3 == 0 ? "beta" : "stable",
                        architecture,
                        run / 2 % ENVIRONMENTS,
                        link)
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = connection.head("PUT", "/v1/test-executions/start-test", "application/json", start.length);
        connection.must(head, start);
        String id = database.strings("SELECT id FROM test_execution WHERE ci_link = '%s'".formatted(link))
                .getFirst();
        StringBuilder body = new StringBuilder("[");
        for (int i = from; i < to; i++) {
            String status = (i + run) % 33 == 0 ? "FAILED" : (i + run) % 50 == 0 ? "SKIPPED" : "PASSED";
            body.append(i == from ? "" : ",").append("""
                            {"name": "%s.case%d", "status": "%s", "category": "area%d", "template_id": "template%d",
                             "comment": "", "io_log": "%s"}""".formatted(
                            name.equals("focus") ? "focus" : "suite", i, status, i % 20, i % 100, "output ".repeat(8)));
        }
        byte[] results = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
        String path = "/v1/test-executions/" + id + "/test-results";
        connection.must(connection.head("POST", path, "application/json", results.length), results);
    }

    /** The path of every list, for the one artefact. */
    List<String> lists() {
        String artefact = id("SELECT min(id) FROM artefact WHERE name = 'focus'");
        String execution = id("SELECT min(id) FROM test_execution WHERE ci_link LIKE 'http://ci/focus/%'");
        return List.of(
                "/v1/artefacts?family=snap",
                "/v1/artefacts/search?q=focus",
                "/v1/artefacts/history?name=focus&family=snap",
                "/v1/artefacts/" + artefact + "/versions",
                "/v1/artefacts/" + artefact + "/builds",
                "/v1/artefacts/" + artefact + "/environment-reviews",
                "/v1/environments?families=snap",
                "/v1/test-cases?q=focus",
                "/v1/test-cases?families=snap",
                "/v1/test-cases?families=snap&q=focus",
                "/v1/execution-metadata",
                "/v1/test-executions/reruns",
                "/v1/test-executions?artefacts=focus&limit=1",
                "/v1/test-executions/" + execution + "/test-results",
                "/v2/test-executions/" + execution + "/test-results",
                "/v1/test-results?artefacts=focus",
                "/v1/test-results?artefacts=focus&test_result_statuses=FAILED",
                "/v1/test-results?test_cases=focus.case7&environments=lab1",
                "/v1/test-results?template_ids=template7&artefacts=focus");
    }

    private String id(String sql) {
        return database.strings(sql).getFirst();
    }

    /** The median of each path, requested in turn by one client; in milliseconds. */
    Map<String, Double> medians(List<String> paths) throws IOException {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        try (BenchConnection connection = new BenchConnection(server.port(), key)) {
            for (int round = 0; round < (quick ? 3 : 40); round++) {
                for (String path : paths) {
                    byte[] head = connection.head("GET", path, "", -1);
                    long start = System.nanoTime();
                    connection.must(head, new byte[0]);
                    times.computeIfAbsent(path, any -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        times.forEach((path, all) -> medians.put(path, Report.median(all.subList(all.size() / 4, all.size()))));
        return medians;
    }

    /** The times of the first page with two criteria, and of the builds of any artefact; with so many clients at once. */
    List<Timing> searches(int clients) throws Exception {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("results: family, status", "/v1/test-results?families=snap&test_result_statuses=FAILED");
        paths.put("results: artefact, environment", "/v1/test-results?artefacts=artefact7&environments=lab1");
        paths.put("results: test case, status", "/v1/test-results?test_cases=suite.case7&test_result_statuses=FAILED");
        paths.put("results: template, family", "/v1/test-results?template_ids=template7&families=snap");
        paths.put("results: stage, from a date", "/v1/test-results?artefact_stages=beta&from_date=2001-01-01");
        String artefact = id("SELECT min(id) FROM artefact WHERE name = 'artefact7'");
        paths.put("builds of an artefact", "/v1/artefacts/" + artefact + "/builds");
        List<Timing> timings = new ArrayList<>();
        for (Map.Entry<String, String> path : paths.entrySet()) {
            Reads.times(server, key, path.getValue(), clients, quick ? 0.2 : 2);
            double[] times = Reads.times(server, key, path.getValue(), clients, quick ? 0.3 : 8);
            timings.add(new Timing(path.getKey(), Report.percentile(0.5, times), Report.percentile(0.99, times)));
        }
        return timings;
    }
}
