package dev.assay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md sections 1 and 2, for applications. */
class AccessTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final String READ = "/v1/test-executions/0";

    /** AUTH-2 */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "Bearer   %s", "  Bearer \t %s  "})
    void aBearerKeyIsTwoWords(String header) {
        String key = SERVER.key(Permission.VIEW_TEST);
        String answer = SERVER.anonymous()
                .raw("GET " + READ + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                        + header.formatted(key) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404");
    }

    /** AUTH-1, AUTH-2, AUTH-7 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer %s",
                "BEARER %s",
                "Token %s",
                "%s",
                "Bearer%s",
                "Bearer %s x",
                "Bearer",
                "Bearer x%s",
                "Basic %s"
            })
    void anyOtherHeaderLeavesTheCallerAnonymous(String header) {
        String key = SERVER.key(Permission.VIEW_TEST);
        TestClient client = SERVER.anonymous().with("Authorization", header.formatted(key));

        assertThat(client.get(READ).status()).isEqualTo(403);
        assertThat(client.get(READ).body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
        assertThat(client.get(READ).header("WWW-Authenticate")).isEmpty();
        assertThat(client.get("/v1/version").status()).isEqualTo(200);
    }

    /** AUTH-10 */
    @Test
    void theOwnPermissionIsNeededAndEnough() {
        assertThat(SERVER.as(Permission.VIEW_TEST).get(READ).status()).isEqualTo(404);
        assertThat(SERVER.as(Permission.CHANGE_TEST, Permission.VIEW_USER)
                        .get(READ)
                        .status())
                .isEqualTo(403);
        assertThat(SERVER.as().get(READ).status()).isEqualTo(403);
        assertThat(SERVER.as(Permission.VIEW_TEST).patch(READ, "{}").status()).isEqualTo(403);
    }

    /** AUTH-11 */
    @Test
    void aChangeOfPermissionsActsOnTheNextRequest() {
        try (TestServer server = TestServer.start()) {
            TestClient client = server.as(Permission.VIEW_TEST);
            assertThat(client.get(READ).status()).isEqualTo(404);
            server.database().execute("UPDATE application SET permissions = '{}'");
            assertThat(client.get(READ).status()).isEqualTo(403);
            server.database().execute("UPDATE application SET permissions = '{view_test}'");
            assertThat(client.get(READ).status()).isEqualTo(404);
            server.database().execute("DELETE FROM application");
            assertThat(client.get(READ).status()).isEqualTo(403);
        }
    }

    /** AUTH-12 */
    @Test
    void ignoredPermissionsAreEverybodys() {
        try (TestServer server =
                TestServer.start(Map.of("assay.access.ignore-permissions", " VIEW_TEST , ,no_such_thing,view_user"))) {
            assertThat(server.anonymous().get(READ).status()).isEqualTo(404);
            assertThat(server.anonymous().patch(READ, "{}").status()).isEqualTo(403);
            assertThat(server.as(Permission.CHANGE_TEST).patch(READ, "{}").status())
                    .isEqualTo(404);
        }
    }

    /** AUTH-6: the two settings do not affect each other */
    @Test
    void requiredAuthenticationDoesNotChangePermissions() {
        try (TestServer server = TestServer.start(
                Map.of("assay.access.require-authentication", true, "assay.access.ignore-permissions", "view_test"))) {
            assertThat(server.anonymous().get(READ).status()).isEqualTo(404);
            assertThat(server.anonymous().get("/v1/version").status()).isEqualTo(401);
        }
    }

    /** One setting, for development: anyone may do everything without credentials. */
    @Test
    void withoutAuthenticationAnybodyMayDoEverything() {
        try (TestServer server = TestServer.start(Map.of(
                "assay.access.authentication",
                false,
                "assay.development.enabled",
                true,
                "assay.access.require-authentication",
                true))) {
            TestClient anybody = server.anonymous();
            assertThat(anybody.patch(READ, "{}").status()).isEqualTo(404);
            assertThat(anybody.get("/v1/version").status()).isEqualTo(200);
            assertThat(anybody.get("/v2/audit").status()).isEqualTo(200);
            assertThat(anybody.get("/v1/users/me").body()).isEqualTo("null");
            assertThat(anybody.post("/v1/teams", "{\"name\": \"all of us\"}").status())
                    .isEqualTo(201);
        }
    }

    /** Deviation "API keys" */
    @Test
    void keysAreStoredHashed() {
        String key = SERVER.key(Permission.VIEW_TEST);

        assertThat(key).matches("to_[A-Za-z0-9_-]{43}");
        assertThat(SERVER.database().strings("SELECT api_key FROM application"))
                .isNotEmpty()
                .allMatch(stored -> stored.matches("sha256:[0-9a-f]{64}|none:[0-9a-f-]{36}"))
                .doesNotContain(key);
    }

    /** Deviation "API keys" */
    @Test
    void aKeyInClearWorksAndIsHashedAtItsFirstUse() {
        TestDatabase database = SERVER.database();
        database.execute("""
                INSERT INTO application (name, permissions, api_key, created_at, updated_at)
                VALUES ('in clear', '{view_test}', 'to_in_clear', '2020-01-01', '2020-01-01')""");
        TestClient client = SERVER.anonymous().withKey("to_in_clear");

        assertThat(client.get(READ).status()).isEqualTo(404);

        String stored = database.strings("SELECT api_key FROM application WHERE name = 'in clear'")
                .getFirst();
        assertThat(stored).matches("sha256:[0-9a-f]{64}");
        assertThat(client.get(READ).status()).isEqualTo(404);
        assertThat(SERVER.anonymous().withKey(stored).get(READ).status()).isEqualTo(403);
    }

    /** Deviation "API keys": reading the table does not reveal the keys */
    @Test
    void aStolenHashIsNoKey() {
        SERVER.key(Permission.VIEW_TEST);

        String stored = SERVER.database()
                .strings("SELECT api_key FROM application ORDER BY id DESC LIMIT 1")
                .getFirst();
        assertThat(SERVER.anonymous().withKey(stored).get(READ).status()).isEqualTo(403);
    }
}
