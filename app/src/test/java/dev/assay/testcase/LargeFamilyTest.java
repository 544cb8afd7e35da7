package dev.assay.testcase;

import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Snaps have 101,000 results of case1000 to case1999, a deb has two of case1000 and case2000; case3000 has no results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeFamilyTest {
    private final TestServer server = TestServer.start();
    private final TestClient client = server.as(VIEW_TEST);

    @BeforeAll
    void arrange() {
        server.database().execute("""
                INSERT INTO artefact (family, name, version, status, track, store, series, repo, stage, os, release, sha256, owner,
                  image_url, branch, comment, source, created_at, updated_at)
                SELECT CAST(family AS familyname), family, '1', 'UNDECIDED', '', '', '', '', '', '', '', '', '', '', '', '', '',
                  now(), now() FROM unnest('{snap,deb}'::text[]) family;
                INSERT INTO artefact_build (architecture, artefact_id, created_at, updated_at)
                SELECT 'amd64', id, now(), now() FROM artefact;
                INSERT INTO environment (name, architecture, created_at, updated_at) VALUES ('lab', 'amd64', now(), now());
                INSERT INTO test_plan (name) VALUES ('plan');
                INSERT INTO test_execution (artefact_build_id, environment_id, status, test_plan_id, created_at, updated_at)
                SELECT b.id, v.id, 'PASSED', p.id, now(), now()
                FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id
                CROSS JOIN environment v CROSS JOIN test_plan p
                CROSS JOIN LATERAL generate_series(1, CASE a.family WHEN 'snap' THEN 101 ELSE 1 END);
                INSERT INTO test_case (name, category, created_at, updated_at)
                SELECT 'case' || i, '', now(), now() FROM (SELECT generate_series(1000, 2000) i UNION ALL SELECT 3000) cases;
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'PASSED', '', '', e.id, c.id, now(), now()
                FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                JOIN test_case c
                  ON CASE a.family WHEN 'snap' THEN c.name < 'case2000' ELSE c.name IN ('case1000', 'case2000') END""");
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void casesOfALargeFamily() { // TC-03
        List<String> all = IntStream.range(1000, 2000).mapToObj(i -> "case" + i).toList();
        assertThat(cases("families=snap&limit=1000")).isEqualTo(all);
        assertThat(cases("families=snap&limit=3&offset=998")).containsExactly("case1998", "case1999");
        assertThat(cases("families=snap&q=E2000")).isEmpty();
        assertThat(cases("families=snap&q=E1234")).containsExactly("case1234");
    }

    @Test
    void casesOfASmallFamily() { // TC-03
        assertThat(cases("families=deb")).containsExactly("case1000", "case2000");
        assertThat(cases("families=deb&q=2000")).containsExactly("case2000");
        assertThat(cases("families=charm")).isEmpty();
    }

    @Test
    void casesOfBoth() { // TC-03
        assertThat(cases("families=deb&families=snap&limit=1000&offset=1"))
                .hasSize(1000)
                .endsWith("case2000");
        assertThat(cases("q=case3000")).containsExactly("case3000");
    }

    private List<String> cases(String query) {
        return StreamSupport.stream(
                        client.get("/v1/test-cases?" + query)
                                .at("test_cases")
                                .values()
                                .spliterator(),
                        false)
                .map(item -> item.get("test_case").getStringValue())
                .toList();
    }
}
