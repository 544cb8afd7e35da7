package dev.assay.identity.user;

import static dev.assay.access.Permission.CHANGE_USER;
import static dev.assay.access.Permission.VIEW_TEAM;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.access.Permission.VIEW_USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md section 5. */
class UserControllerTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final People PEOPLE = new People(SERVER.database());
    private static final TestClient CLIENT = SERVER.as(VIEW_USER, CHANGE_USER);

    /** USR-1, USR-7 */
    @Test
    void aPersonIsShownWithItsTeams() {
        People.User user = PEOPLE.user();
        int team = PEOPLE.team(VIEW_TEST, VIEW_USER);
        PEOPLE.join(team, user);
        String expected = """
                {"id":%d,"email":"%s","name":"%s","launchpad_handle":"%s","teams":[{"id":%d,"name":"%s",\
                "permissions":["view_test","view_user"]}],"is_admin":false}""".formatted(user.id(), user.email(), user.name(), user.handle(), team, nameOf(team));

        assertThat(CLIENT.get("/v1/users/" + user.id()).body()).isEqualTo(expected);
        assertThat(SERVER.as(user).get("/v1/users/me").body()).isEqualTo(expected);
    }

    /** USR-1, AUTH-1: an application is not a user, and neither is a browser without the header */
    @Test
    void anonymousCallersGetNull() {
        People.User user = PEOPLE.user();

        assertNull(SERVER.anonymous().get("/v1/users/me"));
        assertNull(SERVER.as(VIEW_USER).get("/v1/users/me"));
        assertNull(SERVER.anonymous().withSession("x.y.z").get("/v1/users/me"));
        String cookie = SERVER.as(user).headers().get("Cookie");
        assertNull(SERVER.anonymous().with("Cookie", cookie).get("/v1/users/me"));
    }

    /** USR-1, section 1.1 */
    @Test
    void anonymousCallersAreRefusedIfAuthenticationIsRequired() {
        try (TestServer server = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            assertThat(server.anonymous().get("/v1/users/me").status()).isEqualTo(401);
            TestResponse application = server.as(VIEW_USER).get("/v1/users/me");
            assertThat(application.status()).isEqualTo(401);
            assertThat(application.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
            assertThat(server.as(new People(server.database()).user())
                            .get("/v1/users/me")
                            .status())
                    .isEqualTo(200);
            assertThat(server.anonymous().get("/v1/users/7").status()).isEqualTo(403);
        }
    }

    /** USR-3, USR-4: sorted by name, then by id; PAG-03 */
    @Test
    void pagesAreByNameThenById() {
        List<Integer> ids = insert("Paul Paged", "Anna Paged", "Paul Paged", "Anna Paged", "Zoe Paged");

        TestResponse first = CLIENT.get("/v1/users?q=paged&limit=2&offset=1");
        assertThat(ids(first)).containsExactly(ids.get(3), ids.get(0));
        assertThat(first.number("count")).isEqualTo(5);
        assertThat(first.number("limit")).isEqualTo(2);
        assertThat(first.number("offset")).isEqualTo(1);
        assertThat(ids(CLIENT.get("/v1/users?q=paged")))
                .containsExactly(ids.get(1), ids.get(3), ids.get(0), ids.get(2), ids.get(4));
        TestResponse beyond = CLIENT.get("/v1/users?q=paged&offset=5");
        assertThat(beyond.at("users").size()).isZero();
        assertThat(beyond.number("count")).isEqualTo(5);
    }

    /** USR-2 */
    @Test
    void withoutMoreItIsTheFirstFifty() {
        TestResponse page = CLIENT.get("/v1/users");

        assertThat(page.number("limit")).isEqualTo(50);
        assertThat(page.number("offset")).isZero();
        assertThat(page.at("users").size()).isLessThanOrEqualTo(50);
    }

    /** USR-2, PAG-01 */
    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "offset=-1", "limit=x", "limit="})
    void outOfRangeIsRefused(String query) {
        assertThat(CLIENT.get("/v1/users?" + query).status()).isEqualTo(422);
    }

    /** USR-5, USR-6: each word must match, ignoring case; percent and underscore are wildcards */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "wanda, true",
                "WANDA wordy, true",
                "\"  wordy   wan \", true",
                "wanda@words, true",
                "lp-wan wordy, true",
                "wanda nobody, false",
                "w_nda, true",
                "wan%wordy, true",
                "wan\\da, false",
                "99999999999999999999 wanda, false",
                "² wanda, false",
                "wanda\u00a0wordy, true"
            })
    void wordsAreLookedForEverywhere(String q, boolean found) {
        SERVER.database().execute("""
                INSERT INTO app_user (email, launchpad_handle, name, created_at, updated_at)
                VALUES ('wanda@words.example', 'lp-wan', 'Wanda Wordy', now(), now()),
                       ('without@handle.example', NULL, 'Wilma', now(), now()) ON CONFLICT DO NOTHING""");

        TestResponse answer = search(q);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.number("count")).isEqualTo(found ? 1 : 0);
    }

    /** USR-5 */
    @Test
    void digitsAreAnIdToo() {
        People.User user = PEOPLE.user();
        PEOPLE.user();

        assertThat(ids(search(user.name() + " " + user.id()))).contains(user.id());
        assertThat(ids(search("000" + user.id()))).containsExactly(user.id());
        assertThat(search("12345678901 " + user.name()).number("count")).isZero();
        assertThat(search(" ").number("count")).isEqualTo(search("%").number("count"));
    }

    /** USR-7, USR-8, CONV-19 */
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2147483648", "99999999999999999999"})
    void unknownIsNotFound(String id) {
        for (TestResponse answer :
                List.of(CLIENT.get("/v1/users/" + id), CLIENT.patch("/v1/users/" + id, "{\"is_admin\": true}"))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("detail")).startsWith("User with id ").endsWith(" not found");
        }
        assertThat(CLIENT.get("/v1/users/0").text("detail")).isEqualTo("User with id 0 not found");
    }

    /** USR-8, AUTH-11 */
    @Test
    void theFlagIsSetAndTaken() {
        People.User user = PEOPLE.user();
        String path = "/v1/users/" + user.id();
        String before = updatedAt(user);

        assertThat(CLIENT.patch(path, "{}").at("is_admin").getBooleanValue()).isFalse();
        assertThat(CLIENT.patch(path, "{\"is_admin\": null, \"name\": \"x\"}").text("name"))
                .isEqualTo(user.name());
        assertThat(CLIENT.patch(path, "{\"is_admin\": false}").status()).isEqualTo(200);
        assertThat(updatedAt(user)).as("CONV-29").isEqualTo(before);
        assertThat(CLIENT.patch(path, "{\"is_admin\": true}").at("is_admin").getBooleanValue())
                .isTrue();
        assertThat(updatedAt(user)).isNotEqualTo(before);

        TestClient admin = SERVER.as(user);
        assertThat(admin.patch(path, "{\"is_admin\": false}").status()).isEqualTo(200);
        assertThat(admin.patch(path, "{\"is_admin\": true}").status()).isEqualTo(403);
        assertThat(CLIENT.patch(path, "{\"is_admin\": \"perhaps\"}").text("detail", 0, "type"))
                .isEqualTo("bool_parsing");
        assertThat(CLIENT.send("PATCH", path).text("detail", 0, "type")).isEqualTo("missing");
    }

    /** USR-9 */
    @Test
    void aDeletedPersonTakesEverythingOfHisOwnAlong() {
        People.User user = PEOPLE.user();
        int team = PEOPLE.team(VIEW_USER);
        PEOPLE.join(team, user);
        TestClient signedIn = SERVER.as(user);
        int execution = StartBody.of("snap").start(SERVER.as(dev.assay.access.Permission.CHANGE_TEST));
        SERVER.database().execute("""
                INSERT INTO notification (user_id, notification_type, created_at, updated_at)
                VALUES (%1$d, 'USER_ASSIGNED_ARTEFACT_REVIEW', now(), now());
                INSERT INTO artefact_reviewers_association (artefact_id, user_id)
                SELECT b.artefact_id, %1$d FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id = %2$d;
                INSERT INTO environment_review_reviewers_association (environment_review_id, user_id)
                SELECT r.id, %1$d
                FROM artefact_build_environment_review r JOIN test_execution e USING (artefact_build_id)
                WHERE e.id = %2$d""".formatted(user.id(), execution));
        assertThat(signedIn.get("/v1/users/" + user.id()).status()).isEqualTo(200);

        TestResponse answer = CLIENT.delete("/v1/users/" + user.id());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(CLIENT.delete("/v1/users/" + user.id()).status()).isEqualTo(204);
        assertThat(signedIn.get("/v1/users/" + user.id()).status()).isEqualTo(403);
        assertNull(signedIn.get("/v1/users/me"));
        assertThat(SERVER.database().strings("""
                SELECT (SELECT count(*) FROM app_user WHERE id = %1$d)
                     + (SELECT count(*) FROM user_session WHERE user_id = %1$d)
                     + (SELECT count(*) FROM notification WHERE user_id = %1$d)
                     + (SELECT count(*) FROM team_users_association WHERE user_id = %1$d)
                     + (SELECT count(*) FROM artefact_reviewers_association WHERE user_id = %1$d)
                     + (SELECT count(*) FROM environment_review_reviewers_association WHERE user_id = %1$d)
                """.formatted(user.id()))).containsExactly("0");
        assertThat(SERVER.as(VIEW_TEAM).get("/v1/teams/" + team).at("members").size())
                .isZero();
    }

    /** USR-9: a concurrent membership is either added first and deleted, or does not find the user */
    @Test
    void deletingAndJoiningAtOnceNeverFails() {
        for (int round = 0; round < 10; round++) {
            People.User user = PEOPLE.user();
            List<Integer> teams =
                    IntStream.range(0, 5).map(i -> PEOPLE.team()).boxed().toList();
            TestClient client = SERVER.as(CHANGE_USER, dev.assay.access.Permission.CHANGE_TEAM);

            List<Integer> answers = Together.call(
                    6,
                    i -> i == 5
                            ? client.delete("/v1/users/" + user.id()).status()
                            : client.post("/v1/teams/" + teams.get(i) + "/members/" + user.id(), "")
                                    .status());

            assertThat(answers.getLast()).isEqualTo(204);
            assertThat(answers.subList(0, 5)).allMatch(status -> status == 200 || status == 404);
            assertThat(SERVER.database().strings("SELECT 1 FROM team_users_association WHERE user_id = " + user.id()))
                    .isEmpty();
        }
    }

    /** USR-10 */
    @Test
    void usersCannotBePosted() {
        assertThat(CLIENT.post("/v1/users", "{}").status()).isEqualTo(405);
        assertThat(CLIENT.get("/v1/users/").status()).as("MISC-7").isEqualTo(404);
    }

    /** AUTH-8, AUTH-18, CONV-35 */
    @Test
    void permissionsComeFirst() {
        TestClient viewer = SERVER.as(VIEW_USER);
        TestClient changer = SERVER.as(CHANGE_USER);

        assertThat(changer.get("/v1/users").status()).isEqualTo(403);
        assertThat(changer.get("/v1/users/x").status()).isEqualTo(403);
        assertThat(viewer.patch("/v1/users/x", "{}").status()).isEqualTo(403);
        assertThat(viewer.delete("/v1/users/x").status()).isEqualTo(403);
        assertThat(viewer.get("/v1/users/x").status()).isEqualTo(422);
        assertThat(changer.delete("/v1/users/x").status()).isEqualTo(422);
    }

    private static TestResponse search(String q) {
        return CLIENT.get("/v1/users?limit=1000&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8));
    }

    private static List<Integer> insert(String... names) {
        return IntStream.range(0, names.length)
                .map(i -> Integer.parseInt(
                        SERVER.database().strings("""
                        INSERT INTO app_user (email, name, created_at, updated_at)
                        VALUES ('paged-%d@example.org', '%s', now(), now()) RETURNING id
                        """.formatted(i, names[i])).getFirst()))
                .boxed()
                .toList();
    }

    private static List<Integer> ids(TestResponse page) {
        return IntStream.range(0, page.at("users").size())
                .mapToObj(i -> page.number("users", i, "id"))
                .toList();
    }

    private static void assertNull(TestResponse answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("null");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    private static String nameOf(int team) {
        return SERVER.database()
                .strings("SELECT name FROM team WHERE id = " + team)
                .getFirst();
    }

    private static String updatedAt(People.User user) {
        return SERVER.database()
                .strings("SELECT updated_at FROM app_user WHERE id = " + user.id())
                .getFirst();
    }
}
