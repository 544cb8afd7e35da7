package dev.assay.identity.application;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md section 7. */
class ApplicationsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String READ = "/v1/test-executions/0";
    private static final String MASK = "to_…";

    private final TestClient admin = SERVER.as(ADD_APPLICATION, CHANGE_APPLICATION, VIEW_APPLICATION);

    @Test
    void aNewApplicationShowsItsKeyOnce() { // APP-1, APP-2 (deviation), APP-4
        String name = name();
        TestResponse made = create(name, "\"view_test\", \"view_user\"");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text("name")).isEqualTo(name);
        assertThat(made.list("permissions")).containsExactly("view_test", "view_user");
        assertThat(made.text("api_key")).matches("to_[A-Za-z0-9_-]{43}");
        assertThat(client(made).get(READ).status()).isEqualTo(404);
        TestResponse read = admin.get("/v1/applications/" + made.number("id"));
        assertThat(read.text("name")).isEqualTo(name);
        assertThat(read.list("permissions")).containsExactly("view_test", "view_user");
    }

    @Test
    void permissionsStayAsTheyWereGiven() { // APP-4
        TestResponse made = create(name(), "\"view_user\", \"view_test\", \"view_user\"");
        assertThat(made.list("permissions")).containsExactly("view_user", "view_test", "view_user");
        assertThat(admin.get("/v1/applications/" + made.number("id")).list("permissions"))
                .containsExactly("view_user", "view_test", "view_user");
        assertThat(create(name(), "").list("permissions")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'permissions': []}|missing|name",
                "{'name': 'x'}|missing|permissions",
                "{'name': 'x', 'permissions': null}|list_type|permissions",
                "{'name': 'x', 'permissions': ['VIEW_TEST']}|enum|0",
                "{'name': 'x', 'permissions': ['view_audit']}|enum|0",
                "{'name': 7, 'permissions': []}|string_type|name"
            })
    void incompleteBodiesAreRefused(String body, String type, String field) { // APP-4
        TestResponse refused = admin.post("/v1/applications", body.replace('\'', '"'));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
        assertThat(refused.list("detail", 0, "loc")).last().isEqualTo(field);
    }

    @Test
    void aNameIsTakenOnce() { // QUIRK A18
        String name = name();
        int id = create(name, "").number("id");
        TestResponse second = create(name, "\"view_test\"");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("detail")).isEqualTo("Application with name '" + name + "' already exists");
        assertThat(admin.get("/v1/applications/" + id).list("permissions")).isEmpty();
    }

    @Test
    void aKeyIsShownNowhereElse() { // APP-2 (deviation)
        TestResponse made = create(name(), "\"view_application\"");
        String path = "/v1/applications/" + made.number("id");
        String key = made.text("api_key");

        assertThat(admin.get("/v1/applications").body()).contains(MASK).doesNotContain(key);
        assertThat(admin.get(path).text("api_key")).isEqualTo(MASK);
        assertThat(admin.patch(path, "{\"permissions\": []}").text("api_key")).isEqualTo(MASK);
        assertThat(client(made).get("/v1/applications/me").text("api_key")).isEqualTo(MASK);
        assertThat(SERVER.database().strings("SELECT api_key FROM application")).doesNotContain(key);
    }

    @Test
    void allAreListedOldestFirst() {
        int first = create(name(), "").number("id");
        int second = create(name(), "").number("id");
        TestResponse list = admin.get("/v1/applications");

        assertThat(list.status()).isEqualTo(200);
        int size = list.json().size();
        assertThat(list.number(size - 2, "id")).isEqualTo(first);
        assertThat(list.number(size - 1, "id")).isEqualTo(second);
    }

    @Test
    void permissionsAreReplacedAndTheNameStays() { // APP-5
        String name = name();
        TestResponse made = create(name, "\"view_test\"");
        String path = "/v1/applications/" + made.number("id");

        assertThat(admin.patch(path, "{}").list("permissions")).containsExactly("view_test");
        assertThat(admin.patch(path, "{\"permissions\": null}").list("permissions"))
                .containsExactly("view_test");
        TestResponse changed = admin.patch(path, "{\"permissions\": [\"view_user\"], \"name\": \"other\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.list("permissions")).containsExactly("view_user");
        assertThat(changed.text("name")).isEqualTo(name);
        assertThat(client(made).get(READ).status()).isEqualTo(403);
        assertThat(admin.patch(path, "{\"permissions\": []}").list("permissions"))
                .isEmpty();
    }

    @Test
    void theTimeOfAChangeIsThatOfAChange() { // CONV-29
        int id = create(name(), "\"view_test\"").number("id");
        String time = "SELECT updated_at FROM application WHERE id = " + id;
        String before = SERVER.database().strings(time).getFirst();
        admin.patch("/v1/applications/" + id, "{\"permissions\": [\"view_test\"]}");
        assertThat(SERVER.database().strings(time)).containsExactly(before);
        admin.patch("/v1/applications/" + id, "{\"permissions\": []}");
        assertThat(SERVER.database().strings(time)).doesNotContain(before);
    }

    @Test
    void aRotatedKeyEndsAtOnce() { // APP-6
        TestResponse made = create(name(), "\"view_test\"");
        TestResponse rotated = admin.send("POST", "/v1/applications/" + made.number("id") + "/rotate");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("api_key")).matches("to_[A-Za-z0-9_-]{43}").isNotEqualTo(made.text("api_key"));
        assertThat(client(made).get(READ).status()).isEqualTo(403);
        assertThat(client(rotated).get(READ).status()).isEqualTo(404);
    }

    @Test
    void anApplicationRotatesItsOwnKey() { // APP-6, APP-7
        TestResponse made = create(name(), "\"view_test\"");
        TestResponse rotated = client(made).send("POST", "/v1/applications/me/rotate");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.number("id")).isEqualTo(made.number("id"));
        assertThat(client(made).send("POST", "/v1/applications/me/rotate").status())
                .isEqualTo(401);
        assertThat(client(rotated).get(READ).status()).isEqualTo(404);
    }

    @Test
    void onlyAnApplicationHasAKeyToRotate() { // section 1.1
        TestClient person = SERVER.as(new People(SERVER.database()).admin());
        for (TestClient nobody : new TestClient[] {SERVER.anonymous(), person}) {
            TestResponse refused = nobody.send("POST", "/v1/applications/me/rotate");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
            assertThat(refused.header("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void otherCallersThanApplicationsGetNull() { // section 1.1, class C
        assertThat(SERVER.anonymous().get("/v1/applications/me").status()).isEqualTo(200);
        assertThat(SERVER.anonymous().get("/v1/applications/me").body()).isEqualTo("null");
        assertThat(SERVER.as(new People(SERVER.database()).admin())
                        .get("/v1/applications/me")
                        .body())
                .isEqualTo("null");
        TestResponse made = create(name(), "\"view_test\"");
        assertThat(client(made).get("/v1/applications/me").number("id")).isEqualTo(made.number("id"));
    }

    @Test
    void otherCallersThanApplicationsAreRefusedIfAuthenticationIsRequired() { // section 1.1, class C
        try (TestServer strict = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            TestClient person = strict.as(new People(strict.database()).admin());
            for (TestClient nobody : new TestClient[] {strict.anonymous(), person}) {
                assertThat(nobody.get("/v1/applications/me").status()).isEqualTo(401);
                assertThat(nobody.get("/v1/applications/me").body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
            }
            assertThat(strict.as().get("/v1/applications/me").status()).isEqualTo(200);
        }
    }

    @Test
    void aDeletedApplicationIsAnonymous() {
        TestResponse made = create(name(), "\"view_test\"");
        String path = "/v1/applications/" + made.number("id");

        TestResponse removed = admin.delete(path);
        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.delete("/v1/applications/99999999999").status()).isEqualTo(204);
        assertThat(client(made).get(READ).status()).isEqualTo(403);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2147483647", "99999999999"})
    void theUnknownIsSaidInTheWordsOfEach(String id) {
        String path = "/v1/applications/" + id;
        assertThat(admin.get(path).body()).isEqualTo(detail("Application with id " + id + " not found"));
        assertThat(admin.patch(path, "{}").body()).isEqualTo(detail("Application " + id + " doesn't exist"));
        assertThat(admin.send("POST", path + "/rotate").body())
                .isEqualTo(detail("Application with id " + id + " not found"));
        assertThat(admin.get(path).status()).isEqualTo(404);
        assertThat(admin.patch(path, "{}").status()).isEqualTo(404);
        assertThat(admin.send("POST", path + "/rotate").status()).isEqualTo(404);
    }

    @Test
    void eachOperationNeedsItsPermission() { // AUTH-18
        TestClient viewer = SERVER.as(VIEW_APPLICATION);
        TestClient adder = SERVER.as(ADD_APPLICATION);
        TestClient changer = SERVER.as(CHANGE_APPLICATION, VIEW_TEST);
        String body = "{\"name\": \"" + name() + "\", \"permissions\": []}";
        assertThat(viewer.post("/v1/applications", body).status()).isEqualTo(403);
        assertThat(changer.post("/v1/applications", body).status()).isEqualTo(403);
        for (TestClient client : new TestClient[] {viewer, adder}) {
            assertThat(client.patch("/v1/applications/x", "{}").status()).isEqualTo(403);
            assertThat(client.delete("/v1/applications/0").status()).isEqualTo(403);
            assertThat(client.send("POST", "/v1/applications/0/rotate").status())
                    .isEqualTo(403);
        }
        for (TestClient client : new TestClient[] {adder, changer}) {
            assertThat(client.get("/v1/applications").status()).isEqualTo(403);
            assertThat(client.get("/v1/applications/x").status()).isEqualTo(403);
        }
        assertThat(changer.patch("/v1/applications/x", "{}").status()).isEqualTo(422);
        assertThat(viewer.get("/v1/applications/x").status()).isEqualTo(422);
    }

    @Test
    void storedValuesAreNotAcceptedAsKeys() {
        TestResponse made = create(name(), "\"view_test\"");
        int id = made.number("id");
        assertThat(admin.delete("/v2/applications/" + id + "/key").status()).isEqualTo(204);
        String stored = SERVER.database()
                .strings("SELECT api_key FROM application WHERE id = " + id)
                .getFirst();

        assertThat(stored).startsWith("none:");
        assertThat(client(made).get(READ).status()).isEqualTo(403);
        assertThat(SERVER.anonymous().withKey(stored).get(READ).status()).isEqualTo(403);
        assertThat(admin.get("/v1/applications/" + id).text("api_key")).isEmpty();
        TestResponse rotated = admin.send("POST", "/v1/applications/" + id + "/rotate");
        assertThat(client(rotated).get(READ).status()).isEqualTo(404);
        assertThat(admin.get("/v1/applications/" + id).text("api_key")).isEqualTo(MASK);
    }

    private TestResponse create(String name, String permissions) {
        return admin.post("/v1/applications", "{\"name\": \"%s\", \"permissions\": [%s]}".formatted(name, permissions));
    }

    private static TestClient client(TestResponse made) {
        return SERVER.anonymous().withKey(made.text("api_key"));
    }

    private static String name() {
        return "application " + MADE.incrementAndGet();
    }

    private static String detail(String text) {
        return "{\"detail\":\"" + text + "\"}";
    }
}
