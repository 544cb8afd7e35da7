package dev.assay.notification;

import static dev.assay.access.Permission.CHANGE_NOTIFICATION;
import static dev.assay.access.Permission.CHANGE_USER;
import static dev.assay.access.Permission.VIEW_NOTIFICATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract notifications.md. */
class NotificationsTest {
    private static final String MINE = "/v1/users/me/notifications";

    private final TestServer server = TestServer.shared();
    private final People people = new People(server.database());
    private final People.User ada = people.user();
    private final TestClient client = server.as(ada);
    private final TestClient others = server.as(VIEW_NOTIFICATION, CHANGE_NOTIFICATION);

    @Test
    void aNotificationIsShownWhole() { // NOTIF-1, NOTIF-8
        int id = notify(ada, "2030-02-01 09:30:00.12");

        assertThat(ok(client.get(MINE)).body())
                .isEqualTo(
                        "{\"notifications\":[{\"id\":%d,\"user_id\":%d,\"notification_type\":\"USER_ASSIGNED_ARTEFACT_REVIEW\",\"target_url\":\"https://x.example/snaps/318\",\"created_at\":\"2030-02-01T09:30:00.120000\",\"dismissed_at\":null}],\"count\":1,\"limit\":50,\"offset\":0}"
                                .formatted(id, ada.id()));
    }

    @Test
    void theOlderTypeIsShownToo() { // NOTIF-4
        int id = notify(ada, "2030-02-01");
        server.database()
                .execute(
                        "UPDATE notification SET notification_type = 'USER_ASSIGNED_ENVIRONMENT_REVIEW', target_url = NULL"
                                + " WHERE id = " + id);

        TestResponse page = ok(client.get(MINE));

        assertThat(page.text("notifications", 0, "notification_type")).isEqualTo("USER_ASSIGNED_ENVIRONMENT_REVIEW");
        assertThat(page.at("notifications", 0, "target_url").isNull()).isTrue();
    }

    @Test
    void theyComeNewestFirstAndPageByPage() { // NOTIF-7, NOTIF-8, PAG-03
        int second = notify(ada, "2030-01-02");
        int third = notify(ada, "2030-01-03");
        int first = notify(ada, "2030-01-01");
        int thirdToo = notify(ada, "2030-01-03");

        assertThat(ids(ok(client.get(MINE)))).containsExactly(thirdToo, third, second, first);
        TestResponse page = ok(client.get(MINE + "?limit=2&offset=1"));
        assertThat(ids(page)).containsExactly(third, second);
        assertThat(page.number("count")).isEqualTo(4);
        assertThat(page.number("limit")).isEqualTo(2);
        assertThat(page.number("offset")).isEqualTo(1);
        TestResponse beyond = ok(client.get(MINE + "?offset=9"));
        assertThat(ids(beyond)).isEmpty();
        assertThat(beyond.number("count")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "Yes", "ON"})
    void onlyTheUnreadAreShownAndCounted(String word) { // NOTIF-7, NOTIF-8
        int unread = notify(ada, "2030-01-02");
        int read = notify(ada, "2030-01-01");
        ok(client.post(MINE + "/" + read + "/dismiss", ""));

        TestResponse page = ok(client.get(MINE + "?unread_only=" + word));

        assertThat(ids(page)).containsExactly(unread);
        assertThat(page.number("count")).isEqualTo(1);
        assertThat(ok(client.get(MINE + "/count?unread_only=" + word)).body()).isEqualTo("1");
        assertThat(ok(client.get(MINE + "/count")).body()).isEqualTo("2");
        assertThat(ok(client.get(MINE + "?unread_only=false")).number("count")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, greater_than_equal",
        "limit=1001, less_than_equal",
        "offset=-1, greater_than_equal",
        "unread_only=maybe, bool_parsing",
        "limit=x, int_parsing"
    })
    void badParametersAreNamed(String query, String type) { // NOTIF-7, PAG-01
        TestResponse answer = client.get(MINE + "?" + query);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(others.get(of(ada) + "?" + query).status()).isEqualTo(422);
    }

    @Test
    void anonymousCallersHaveNoNotificationsIfTheyAreAllowed() { // NOTIF-9
        for (TestClient nobody : List.of(server.anonymous(), others)) {
            assertThat(ok(nobody.get(MINE + "?limit=7&offset=3")).body())
                    .isEqualTo("{\"notifications\":[],\"count\":0,\"limit\":7,\"offset\":3}");
            assertThat(ok(nobody.get(MINE + "/count")).body()).isEqualTo("0");
        }
    }

    @Test
    void anonymousCallersAreRefusedIfAuthenticationIsRequired() { // NOTIF-9
        try (TestServer strict = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            People.User eve = new People(strict.database()).user();
            for (String path : List.of(MINE, MINE + "/count")) {
                refused(strict.anonymous().get(path), 401, "Not authenticated");
                refused(strict.as(VIEW_NOTIFICATION).get(path), 403, "Forbidden");
                ok(strict.as(eve).get(path));
                ok(strict.as(eve).withKey(strict.key(VIEW_NOTIFICATION)).get(path));
            }
        }
    }

    @Test
    void aCallerThatIsUserAndApplicationIsTheUser() { // NOTIF-9
        int id = notify(ada, "2030-01-01");

        assertThat(ids(ok(client.withKey(server.key(VIEW_NOTIFICATION)).get(MINE))))
                .containsExactly(id);
    }

    @Test
    void onlyAPersonDismisses() { // NOTIF-10
        int id = notify(ada, "2030-01-01");
        String dismiss = MINE + "/" + id + "/dismiss";

        refused(server.anonymous().post(dismiss, ""), 401, "Not authenticated");
        refused(others.post(dismiss, ""), 403, "Forbidden");
        refused(server.as(people.user()).post(dismiss, ""), 404, "Notification not found");
        refused(client.post(MINE + "/2147483647/dismiss", ""), 404, "Notification not found");
        refused(client.post(MINE + "/99999999999/dismiss", ""), 404, "Notification not found");
        assertThat(ok(client.get(MINE)).at("notifications", 0, "dismissed_at").isNull())
                .isTrue();
    }

    @Test
    void theFirstDismissalStays() { // NOTIF-11, CONV-29
        int id = notify(ada, "2030-01-01");
        TestResponse first = ok(client.post(MINE + "/" + id + "/dismiss", ""));
        String row = row(id);

        TestResponse second = ok(client.post(MINE + "/" + id + "/dismiss", ""));

        assertThat(first.text("dismissed_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(row(id)).isEqualTo(row);
    }

    @Test
    void othersNeedAPermission() { // NOTIF-12
        int id = notify(ada, "2030-01-01");
        TestClient neither = server.as(CHANGE_USER);

        refused(server.anonymous().get(of(ada)), 403, "Insufficient permissions");
        refused(neither.get(of(ada)), 403, "Insufficient permissions");
        refused(neither.get(of(ada) + "/count"), 403, "Insufficient permissions");
        refused(
                server.as(VIEW_NOTIFICATION).post(of(ada) + "/" + id + "/dismiss", ""),
                403,
                "Insufficient permissions");
        refused(client.get(of(ada)), 403, "Insufficient permissions");
        refused(neither.get("/v1/users/x/notifications"), 403, "Insufficient permissions");
    }

    @Test
    void othersSeeAndDismiss() { // NOTIF-12
        int id = notify(ada, "2030-01-01");

        assertThat(others.get(of(ada)).body()).isEqualTo(client.get(MINE).body());
        assertThat(ok(others.get(of(ada) + "/count?unread_only=true")).body()).isEqualTo("1");
        assertThat(ok(others.post(of(ada) + "/" + id + "/dismiss", "")).number("id"))
                .isEqualTo(id);
        assertThat(ok(others.get(of(ada) + "/count?unread_only=true")).body()).isEqualTo("0");
    }

    @Test
    void theUserIsLookedForFirst() { // NOTIF-12
        int id = notify(ada, "2030-01-01");
        String nobody = "/v1/users/2147483647/notifications";

        refused(others.get(nobody), 404, "User not found");
        refused(others.get(nobody + "/count"), 404, "User not found");
        refused(others.post(nobody + "/" + id + "/dismiss", ""), 404, "User not found");
        refused(others.post(of(people.user()) + "/" + id + "/dismiss", ""), 404, "Notification not found");
    }

    @Test
    void theyGoWithTheirUser() { // NOTIF-5
        int id = notify(ada, "2030-01-01");

        server.database().execute("DELETE FROM app_user WHERE id = " + ada.id());

        assertThat(server.database().strings("SELECT id FROM notification WHERE id = " + id))
                .isEmpty();
    }

    private int notify(People.User user, String at) {
        return Integer.parseInt(
                server.database().strings("""
                        INSERT INTO notification (user_id, notification_type, target_url, created_at, updated_at)
                        VALUES (%d, 'USER_ASSIGNED_ARTEFACT_REVIEW', 'https://x.example/snaps/318', '%s', now()) RETURNING id
                        """.formatted(user.id(), at)).getFirst());
    }

    private String row(int id) {
        return server.database()
                .strings("SELECT n::text FROM notification n WHERE id = " + id)
                .getFirst();
    }

    private static String of(People.User user) {
        return "/v1/users/" + user.id() + "/notifications";
    }

    private static List<Integer> ids(TestResponse page) {
        return IntStream.range(0, page.at("notifications").size())
                .mapToObj(i -> page.number("notifications", i, "id"))
                .toList();
    }

    private static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static void refused(TestResponse response, int status, String detail) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.text("detail")).isEqualTo(detail);
    }
}
