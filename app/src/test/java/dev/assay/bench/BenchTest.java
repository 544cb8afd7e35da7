package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Checks that the bench measures everything, not how fast it is. */
class BenchTest {

    @Test
    void quickRunPrintsEveryLine() {
        StringWriter out = new StringWriter();

        int exit = new CommandLine(new Bench(new PrintWriter(out))).execute("--quick");

        assertThat(exit).isZero();
        assertThat(out.toString().lines().map(line -> line.split("  ", 2)[0]))
                .contains(
                        "COPY, 100 rows a transaction",
                        "POST test-results, 100 a request",
                        "COPY, 1,000 rows a transaction",
                        "POST test-results, 1,000 a request",
                        "upload JUnit XML, 1,000 cases a file",
                        "COPY, 6,000 rows a transaction",
                        "upload JUnit XML, 6,000 cases a file",
                        "pgbench -S",
                        "GET /v1/test-executions/{id}",
                        "500 rules, none of which matches",
                        "with rules: POST test-results, 100 a request",
                        "with rules: POST test-results, 1,000 a request",
                        "with rules: upload JUnit XML, 1,000 cases a file",
                        "500 rules, one in 20 results attached",
                        "with rules: POST test-results, 100 a request",
                        "with rules: POST test-results, 1,000 a request",
                        "with rules: upload JUnit XML, 1,000 cases a file",
                        "GET /v1/reports/test-executions",
                        "GET /v1/reports/test-results",
                        "start to ready, without AOT cache",
                        "start to ready, with AOT cache",
                        "resident memory when ready",
                        "resident memory after this run",
                        "bounded: GET /v1/artefacts/{id}, p99",
                        "bounded: slowest probe",
                        "bounded: 1 MB of another caller, of idle",
                        "bounded: peak of resident memory",
                        "bounded: resident after 4 × POST of 1,000",
                        "bounded: 3 × 2 MB of results",
                        "bounded: 20,000 results",
                        "bounded: 6 slow readers of 40,000 results",
                        "GET /v1/reports/test-results",
                        "lists about one artefact, ms, among results",
                        "GET /v1/artefacts/{id}/builds",
                        "GET /v1/test-results?artefacts=focus&test_result_statuses=FAILED",
                        "results: family, status",
                        "builds of an artefact");
        assertThat(out).asString().contains("fsync=on full_page_writes=on").contains("synchronous_commit=on");
        assertThat(out.toString().lines().filter(line -> line.matches(".* (NOT )?met([ ,].*)?")))
                .hasSize(27);
    }
}
