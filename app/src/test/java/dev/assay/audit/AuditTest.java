package dev.assay.audit;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_AUDIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    private final TestServer server = TestServer.shared();
    private final TestClient auditor = server.as(VIEW_AUDIT);
    private final TestClient ci = server.as(CHANGE_TEST, CHANGE_ARTEFACT);

    @Test
    void anUpdateShowsWhoChangedWhatFromWhatToWhat() {
        People.User admin = new People(server.database()).admin();
        int artefact = artefact(StartBody.of("snap").start(ci));

        server.as(admin).patch("/v1/artefacts/" + artefact, "{\"comment\": \"fine\", \"archived\": true}");

        TestResponse log = auditor.get("/v2/audit?resource=artefact&resource_id=" + artefact);
        assertThat(log.at("items").size()).isEqualTo(2);
        assertThat(log.body()).matches("""
                \\{"items":\\[\\{"id":\\d+,"at":"[-\\dT:.]+Z","transaction_id":\\d+,"principal":"user:%d",\
                "principal_name":"%s","operation":"PATCH /v1/artefacts/\\{artefact_id}","action":"update",\
                "resource":"artefact","resource_id":%d,"cut":false,\
                "before":\\{"comment":"","archived":false},"after":\\{"comment":"fine","archived":true}},\\{.*""".formatted(admin.id(), admin.email(), artefact));
        assertThat(log.text("items", 1, "action")).isEqualTo("insert");
        assertThat(log.text("items", 1, "principal")).startsWith("application:");
        assertThat(log.text("items", 1, "principal_name")).startsWith("test application");
        assertThat(log.text("items", 1, "after", "stage")).isEqualTo("beta");
        assertThat(log.at("items", 1, "before").isNull()).isTrue();
    }

    @Test
    void aRefusedOrIdleRequestLeavesNoEntry() {
        int artefact = artefact(StartBody.of("snap").start(ci));
        String path = "/v1/artefacts/" + artefact;

        assertThat(server.anonymous().patch(path, "{\"comment\": \"x\"}").status())
                .isEqualTo(403);
        assertThat(ci.patch(path, "{\"comment\": 7}").status()).isEqualTo(422);
        assertThat(ci.patch(path, "{\"comment\": \"\"}").status()).isEqualTo(200);

        assertThat(auditor.get("/v2/audit?resource=artefact&action=update&resource_id=" + artefact)
                        .at("items")
                        .size())
                .isZero();
    }

    /** There is not an entry for each result, but the previous values of replaced results are kept. */
    @Test
    void resultsAreOneEntryOfTheirExecution() {
        int execution = StartBody.of("snap").start(ci);
        String path = "/v1/test-executions/" + execution + "/test-results";
        ci.post(path, "[" + Posted.result("audit-a", "FAILED") + "," + Posted.result("audit-b", "PASSED") + "]");
        ci.post(path, "[" + Posted.result("audit-a", "PASSED") + "]");
        String failed = server.database()
                .strings("SELECT id FROM test_case WHERE name = 'audit-a'")
                .getFirst();

        TestResponse log = auditor.get("/v2/audit?resource=test_result&resource_id=" + execution);

        assertThat(log.at("items").size()).isEqualTo(3);
        assertThat(log.number("items", 2, "after", "count")).isEqualTo(2);
        assertThat(log.number("items", 2, "after", "failed")).isEqualTo(1);
        TestResponse gone = auditor.get("/v2/audit?action=delete&resource=test_result&resource_id=" + execution);
        assertThat(gone.body())
                .contains("\"before\":{\"count\":1,\"status_by_test_case_id\":{\"FAILED\":[" + failed + "]}}");
    }

    @Test
    void secretsAreHidden() {
        server.key(CHANGE_TEST);

        String body = auditor.get("/v2/audit?resource=application&limit=500").body();

        assertThat(body).contains("\"api_key\":\"hidden\"").doesNotContain("sha256:");
    }

    @Test
    void writesPastTheServiceAreTheDatabaseUsers() {
        int artefact = artefact(StartBody.of("snap").start(ci));
        server.database().execute("UPDATE artefact SET comment = 'by hand' WHERE id = " + artefact);

        TestResponse log = auditor.get("/v2/audit?action=update&resource=artefact&resource_id=" + artefact);

        assertThat(log.text("items", 0, "principal"))
                .isEqualTo("database:" + server.database().username());
        assertThat(log.text("items", 0, "operation")).isEqualTo("SQL");
    }

    @Test
    void pagesLeadThroughAllNewestFirst() {
        int execution = StartBody.of("snap").start(ci);
        for (int i = 0; i < 5; i++) {
            ci.patch("/v1/test-executions/" + execution, "{\"c3_link\": \"http://c3/" + i + "\"}");
        }
        List<String> links = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String path = "/v2/audit?resource=test_execution&action=update&limit=2&resource_id=" + execution;
        while (!path.isEmpty()) {
            TestResponse page = auditor.get(path);
            sizes.add(page.at("items").size());
            for (int i = 0; i < page.at("items").size(); i++) {
                links.add(page.text("items", i, "after", "c3_link"));
            }
            path = page.header("Link").replace("<" + server.uri(), "").replace(">; rel=\"next\"", "");
        }
        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(links).containsExactly("http://c3/4", "http://c3/3", "http://c3/2", "http://c3/1", "http://c3/0");
    }

    @Test
    void aLongEntryIsCutInAPageAndWholeByItself() {
        int artefact = artefact(StartBody.of("snap").start(ci));
        String comment = "long ".repeat(10_000);
        ci.patch("/v1/artefacts/" + artefact, "{\"comment\": \"" + comment + "\"}");

        TestResponse page = auditor.get("/v2/audit?action=update&resource=artefact&resource_id=" + artefact);
        TestResponse whole =
                auditor.get("/v2/audit/" + page.at("items", 0, "id").getLongValue());

        assertThat(page.at("items", 0, "cut").getBooleanValue()).isTrue();
        assertThat(page.at("items", 0, "after").isNull()).isTrue();
        assertThat(whole.text("after", "comment")).isEqualTo(comment);
        assertThat(whole.at("cut").getBooleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "action=erase", "from=yesterday", "resource_id=x"})
    void aBadCriterionIsNamed(String query) {
        TestResponse refused = auditor.get("/v2/audit?" + query);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.text("errors", 0, "at", 1)).isEqualTo(query.replaceAll("=.*", ""));
    }

    @Test
    void timesBound() {
        int artefact = artefact(StartBody.of("snap").start(ci));
        String path = "/v2/audit?resource=artefact&resource_id=" + artefact;

        assertThat(auditor.get(path + "&until=2020-01-01T00:00:00Z").at("items").size())
                .isZero();
        TestResponse all = auditor.get(path + "&from=2020-01-01T00:00:00Z");
        assertThat(all.at("items").size()).isEqualTo(1);
        String day = all.text("items", 0, "at").substring(0, 10);
        assertThat(auditor.get(path + "&until=" + day).at("items").size()).isEqualTo(1);
        assertThat(auditor.get(path + "&until=" + LocalDate.parse(day).minusDays(1))
                        .at("items")
                        .size())
                .isZero();
    }

    @Test
    void onlyItsPermissionReadsIt() {
        EnumSet<Permission> others = EnumSet.complementOf(EnumSet.of(VIEW_AUDIT));
        TestClient everythingElse = server.as(others.toArray(Permission[]::new));

        assertThat(everythingElse.get("/v2/audit").status()).isEqualTo(403);
        assertThat(everythingElse.get("/v2/audit/1").status()).isEqualTo(403);
        assertThat(auditor.get("/v2/audit/9223372036854775806").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UPDATE audit_entry SET principal = 'user:1'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"
            })
    void entriesCannotBeChanged(String change) {
        assertThatThrownBy(() -> server.database().execute(change)).hasStackTraceContaining("append-only");
    }

    private int artefact(int execution) {
        return Integer.parseInt(server.database().strings("""
                SELECT b.artefact_id FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id =\s""" + execution).getFirst());
    }
}
