package dev.assay.bench;

import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** Both reports as CSV, compared with COPY of the same columns to nowhere. */
record ReportBench(TestDatabase database, ServerProcess server, String key) {
    private static final String SHARED = """
            FROM test_execution e
            JOIN artefact_build b ON b.id = e.artefact_build_id
            JOIN artefact a ON a.id = b.artefact_id
            JOIN test_plan p ON p.id = e.test_plan_id
            JOIN environment v ON v.id = e.environment_id
            """;
    private static final String EXECUTIONS = """
            SELECT a.family, a.id, a.name, a.version, a.status, a.track, a.stage, a.series, a.repo, a.os, e.id, e.status,
                   e.ci_link, e.c3_link, e.checkbox_version, p.name, e.created_at, v.name, v.architecture,
                   w.review_decision, w.review_comment,
                   (SELECT json_agg(json_build_object(
                             'event_name', t.event_name, 'timestamp', t.timestamp, 'detail', t.detail) ORDER BY t.id)
                    FROM test_event t WHERE t.test_execution_id = e.id)
            """ + SHARED + """
            JOIN artefact_build_environment_review w
              ON w.artefact_build_id = e.artefact_build_id AND w.environment_id = e.environment_id
            """;
    private static final String RESULTS = """
            SELECT a.family, a.id, a.name, a.version, a.status, a.track, a.stage, a.series, a.repo, a.os, a.series,
                   a.created_at, e.id, e.status, e.c3_link, e.checkbox_version, p.name, v.name, v.architecture,
                   c.template_id, c.name, c.category, r.status, r.created_at
            """ + SHARED + """
            JOIN test_result r ON r.test_execution_id = e.id
            JOIN test_case c ON c.id = r.test_case_id
            """;

    /** Prints a row for each report and its limit. */
    void run(Report report, int rounds) throws Exception {
        // As many as in a year: with a few hundred, only the connection to the server would be measured
        database.execute("""
                INSERT INTO test_execution (artefact_build_id, environment_id, status, test_plan_id, created_at, updated_at)
                SELECT artefact_build_id, environment_id, status, test_plan_id, now(), now()
                FROM (SELECT * FROM test_execution LIMIT 1000) e, generate_series(1, %d)""".formatted(rounds > 1 ? 20 : 1));
        database.execute("VACUUM ANALYZE");
        report.line("");
        report.line("%-46s %9s %8s  %s", "reports as CSV", "rows/s", "of COPY", "target");
        measure(report, "test-executions", EXECUTIONS, rounds);
        measure(report, "test-results", RESULTS, rounds);
    }

    private void measure(Report report, String name, String sql, int rounds) throws Exception {
        List<Double> limits = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double limit = copy(sql);
            double rate = http(name);
            if (round > 0) { // the first warms up
                limits.add(limit);
                rates.add(rate);
                ratios.add(rate / limit);
            }
        }
        double ratio = Report.median(ratios);
        report.line("%-46s %9.0f %8.2f", "COPY (SELECT …) TO STDOUT, " + name, Report.median(limits), 1.0);
        report.line(
                "%-46s %9.0f %8.2f  %s",
                "GET /v1/reports/" + name, Report.median(rates), ratio, Report.atLeast(0.6, ratio));
    }

    private double copy(String sql) throws SQLException, IOException {
        try (java.sql.Connection connection = database.connect()) {
            long start = System.nanoTime();
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (" + sql + ") TO STDOUT", OutputStream.nullOutputStream());
            return rows / ((System.nanoTime() - start) / 1e9);
        }
    }

    private double http(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/reports/" + name))
                .header("Authorization", "Bearer " + key)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            // COPY has its connection already
            client.send(
                    HttpRequest.newBuilder(request.uri().resolve("/v1/version")).build(), BodyHandlers.discarding());
            long start = System.nanoTime();
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            long lines = lines(answer.body());
            if (answer.statusCode() != 200) {
                throw new IOException("answered " + answer.statusCode());
            }
            return (lines - 1) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static long lines(InputStream body) throws IOException {
        byte[] part = new byte[256 * 1024];
        long lines = 0;
        try (body) {
            for (int n = body.read(part); n >= 0; n = body.read(part)) {
                for (int i = 0; i < n; i++) {
                    lines += part[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}
