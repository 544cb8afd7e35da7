package dev.assay.identity.application;

import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v2/applications/{id}/trusts}; WorkloadTokenTest has the effects of trusts. */
class TokenTrustsTest {
    private static final TestServer SERVER =
            TestServer.start(Map.of("assay.workload.issuers", "https://token.example,https://gitlab.example"));
    private static final String GOOD =
            "{'issuer': 'https://token.example', 'conditions': {'sub': ['repo:acme/gadget:*']}}";

    private final TestClient admin = SERVER.as(VIEW_APPLICATION, CHANGE_APPLICATION);
    private final String path = "/v2/applications/"
            + SERVER.anonymous()
                    .withKey(SERVER.key())
                    .get("/v1/applications/me")
                    .number("id");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aTrustIsCreatedReplacedListedAndDeleted() {
        TestResponse made = put("b", GOOD);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("name")).isEqualTo("b");
        assertThat(made.text("audience")).isEqualTo("assay");
        assertThat(made.list("conditions", "sub")).containsExactly("repo:acme/gadget:*");
        assertThat(made.at("issuer_named").getBooleanValue()).isTrue();
        assertThat(made.text("created_at")).endsWith("Z");

        String other = "{'issuer': 'https://gitlab.example', 'audience': 'https://assay.example', 'conditions':"
                + " {'project_path': ['acme/gadget'], 'ref': ['main', 'v*']}}";
        assertThat(put("a", other).status()).isEqualTo(201);
        TestResponse replaced = put("b", other);
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.list("conditions", "ref")).containsExactly("main", "v*");
        TestResponse list = admin.get(path + "/trusts");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.at("items").size()).isEqualTo(2);
        assertThat(list.text("items", 0, "name")).isEqualTo("a");
        assertThat(list.text("items", 1, "issuer")).isEqualTo("https://gitlab.example");
        assertThat(list.text("items", 1, "audience")).isEqualTo("https://assay.example");

        assertThat(admin.delete(path + "/trusts/a").status()).isEqualTo(204);
        assertThat(admin.delete(path + "/trusts/a").status()).isEqualTo(204);
        assertThat(admin.get(path + "/trusts").at("items").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event_name': ['push']}",
                "{'ref': ['refs/heads/main']}",
                "{'job_workflow_ref': ['acme/gadget/.github/workflows/ci.yml@main']}",
                "{'sub': ['repo:*']}",
                "{'sub': ['repo:acme*']}",
                "{'sub': ['repo:/*']}",
                "{'sub': ['https://*']}",
                "{'sub': ['system:serviceaccount:*']}",
                "{'sub': ['project_path:*'], 'ref': ['main']}",
                "{'repository_owner': ['acme*']}",
                "{'repository': ['acme/gadget', 'a*']}"
            })
    void conditionsThatManyOwnersMeetAreRefused(String conditions) {
        TestResponse refused = put("x", "{'issuer': 'https://token.example', 'conditions': " + conditions + "}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("errors", 0, "detail")).contains("no condition says whose workload it is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'sub': ['repo:acme/*']}",
                "{'sub': ['repo:acme/gadget:ref:refs/tags/v*']}",
                "{'sub': ['system:serviceaccount:ci:*']}",
                "{'sub': ['https://jenkins.example/job/acme/*']}",
                "{'sub': ['anything exact']}",
                "{'repository_id': ['74'], 'event_name': ['push']}",
                "{'kubernetes.io/namespace': ['ci']}"
            })
    void conditionsThatNameAnOwnerAreAccepted(String conditions) {
        assertThat(put("x", "{'issuer': 'https://token.example', 'conditions': " + conditions + "}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'issuer': 'https://token.example'}",
                "{'issuer': 'https://token.example', 'conditions': {}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': []}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': 'x'}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['']}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': [7]}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['x'], 'ref': ['*']}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['x'], 'ref': ['a*b']}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['x'], 'ref': ['**']}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['x\\u0000']}}",
                "{'issuer': 'https://token.example', 'audience': '', 'conditions': {'sub': ['x']}}",
                "{'issuer': 'https://token.example', 'conditions': {'sub': ['x'], '': ['y']}}",
                "{'issuer': 'https://another.example', 'conditions': {'sub': ['x']}}",
                "{'issuer': 'https://token.example/', 'conditions': {'sub': ['x']}}"
            })
    void incompleteBodiesAreRefused(String body) {
        assertThat(put("x", body).status()).isEqualTo(422);
        assertThat(admin.get(path + "/trusts").at("items").size()).isZero();
    }

    @Test
    void anUnknownIssuerIsAnsweredWithTheKnown() {
        TestResponse refused = put("x", GOOD.replace("token.example", "another.example"));
        assertThat(refused.text("hint"))
                .isEqualTo("WORKLOAD_ISSUERS names: https://token.example, https://gitlab.example");
    }

    @Test
    void anApplicationHasAtMostFifty() {
        for (int i = 0; i < TokenTrusts.MOST; i++) {
            assertThat(put("t" + i, GOOD).status()).isEqualTo(201);
        }
        assertThat(put("one more", GOOD).status()).isEqualTo(409);
        assertThat(put("t0", GOOD).status()).isEqualTo(200);
    }

    @Test
    void theUnknownIs404() {
        for (String id : new String[] {"0", "2147483647", "99999999999"}) {
            String unknown = "/v2/applications/" + id;
            assertThat(admin.get(unknown + "/trusts").status()).isEqualTo(404);
            assertThat(admin.put(unknown + "/trusts/x", GOOD.replace('\'', '"')).status())
                    .isEqualTo(404);
            assertThat(admin.delete(unknown + "/key").status()).isEqualTo(404);
            assertThat(admin.delete(unknown + "/trusts/x").status()).isEqualTo(204);
        }
        assertThat(put("x".repeat(101), GOOD).status()).isEqualTo(422);
        assertThat(put("x".repeat(100), GOOD).status()).isEqualTo(201);
    }

    @Test
    void eachOperationNeedsItsPermission() {
        TestClient viewer = SERVER.as(VIEW_APPLICATION);
        TestClient changer = SERVER.as(CHANGE_APPLICATION);
        assertThat(changer.get(path + "/trusts").status()).isEqualTo(403);
        assertThat(viewer.put(path + "/trusts/x", "{}").status()).isEqualTo(403);
        assertThat(viewer.delete(path + "/trusts/x").status()).isEqualTo(403);
        assertThat(viewer.delete(path + "/key").status()).isEqualTo(403);
        assertThat(viewer.get(path + "/trusts").status()).isEqualTo(200);
    }

    @Test
    void trustsGoWithTheirApplication() {
        put("x", GOOD);
        String id = path.substring(path.lastIndexOf('/') + 1);
        assertThat(admin.delete("/v1/applications/" + id).status()).isEqualTo(204);
        assertThat(SERVER.database().strings("SELECT id FROM application_trust WHERE application_id = " + id))
                .isEmpty();
    }

    private TestResponse put(String name, String body) {
        return admin.put(path + "/trusts/" + name.replace(" ", "%20"), body.replace('\'', '"'));
    }
}
