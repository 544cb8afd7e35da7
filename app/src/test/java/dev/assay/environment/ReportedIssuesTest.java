package dev.assay.environment;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REPORTED_ISSUE;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REPORTED_ISSUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedIssuesTest {
    private static final String PATH = "/v1/environments/reported-issues";

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_ENVIRONMENT_REPORTED_ISSUE, VIEW_ENVIRONMENT_REPORTED_ISSUE);

    @Test
    void aNoteIsAddedReplacedAndRemoved() { // RI-02, 03, 04, 08; ENI-01
        TestResponse added = client.post(PATH, """
                {"environment_name": "bench-7", "description": "no camera", "is_confirmed": false}""");
        assertThat(added.status()).isEqualTo(200);
        int id = added.number("id");
        assertThat(added.body()).matches("""
                \\{"id":\\d+,"environment_name":"bench-7","description":"no camera","url":null,"is_confirmed":false,\
                "created_at":"[-\\dT:.]+","updated_at":"[-\\dT:.]+"}""");

        TestResponse replaced = client.put(PATH + "/" + id, """
                {"environment_name": "bench-8", "description": "none", "is_confirmed": true,
                 "url": "HTTPS://GitHub.com:443/acme/a b"}""");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.text("url")).isEqualTo("https://github.com/acme/a%20b");
        assertThat(replaced.text("environment_name")).isEqualTo("bench-8");
        assertThat(replaced.text("created_at")).isEqualTo(added.text("created_at"));
        assertThat(replaced.text("updated_at")).isGreaterThan(added.text("updated_at"));

        TestResponse emptied = client.put(PATH + "/" + id, """
                {"environment_name": "bench-8", "description": "none", "is_confirmed": false}""");
        assertThat(emptied.at("url").isNull()).isTrue();

        TestResponse removed = client.delete(PATH + "/" + id);
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body()).isEqualTo("null");
        assertThat(client.delete(PATH + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void anEqualNoteLeavesUpdatedAtAsItIs() { // CONV-29
        String body = "{\"environment_name\": \"same\", \"description\": \"d\", \"is_confirmed\": false}";
        TestResponse added = client.post(PATH, body);
        assertThat(client.put(PATH + "/" + added.number("id"), body).body()).isEqualTo(added.body());
    }

    @Test
    void equalNotesAreKeptAndFiltered() { // RI-01, 02; ENI-03
        try (TestServer own = TestServer.start()) {
            TestClient all = own.as(CHANGE_ENVIRONMENT_REPORTED_ISSUE, VIEW_ENVIRONMENT_REPORTED_ISSUE);
            assertThat(all.get(PATH).body()).isEqualTo("[]");
            String note = "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": false}";
            all.post(PATH, note);
            all.post(PATH, note);
            all.post(PATH, note.replace("false", "true, \"url\": \"https://bugs.launchpad.net/b/1\""));
            assertThat(ids(all.get(PATH))).isEqualTo("1 2 3");
            assertThat(ids(all.get(PATH + "?is_confirmed=false"))).isEqualTo("1 2");
            assertThat(ids(all.get(PATH + "?is_confirmed=1"))).isEqualTo("3");
            assertThat(all.get(PATH + "?is_confirmed=").status()).isEqualTo(422);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; missing; [\"body\",\"environment_name\"]",
                "{\"environment_name\": \"e\", \"is_confirmed\": false}; missing; [\"body\",\"description\"]",
                "{\"environment_name\": \"e\", \"description\": \"d\"}; missing; [\"body\",\"is_confirmed\"]",
                "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": false, \"url\": \"none\"}; url_parsing; [\"body\",\"url\"]",
                "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": false, \"url\": \"https://example.com/1\"}; value_error; [\"body\"]",
                "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": true}; value_error; [\"body\"]",
                "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": true, \"url\": null}; value_error; [\"body\"]",
            })
    void anInvalidNoteIsRefused(String body, String type, String loc) { // RI-06, 07; ENI-01, 02
        for (TestResponse refused : new TestResponse[] {client.post(PATH, body), client.put(PATH + "/1", body)}) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
            assertThat(refused.body()).contains("\"loc\":" + loc);
        }
    }

    @Test
    void theReasonIsSaid() { // RI-07, ENI-02
        assertThat(client.post(PATH, """
                        {"environment_name": "e", "description": "d", "is_confirmed": true}""").text("detail", 0, "msg"))
                .isEqualTo("Value error, A URL is required if the issue is confirmed");
        assertThat(client.post(PATH, """
                        {"environment_name": "e", "description": "d", "is_confirmed": true, "url": "http://a.example"}""").text("detail", 0, "msg"))
                .startsWith("Value error, Issue url must belong to one of")
                .contains("github.com", "warthogs.atlassian.net", "bugs.launchpad.net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0", "/2147483647", "/9999999999"})
    void anUnknownNoteIsNotFound(String id) { // RI-05, CONV-19
        String body = "{\"environment_name\": \"e\", \"description\": \"d\", \"is_confirmed\": false}";
        assertThat(client.put(PATH + id, body).status()).isEqualTo(404);
        assertThat(client.delete(PATH + id).text("detail")).isEqualTo("Environment reported issue not found");
    }

    @Test
    void anIdIsANumber() { // RI-05
        TestResponse refused = client.delete(PATH + "/x");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("\"type\":\"int_parsing\",\"loc\":[\"path\",\"issue_id\"]");
    }

    @Test
    void readingAndChangingNeedTheirPermissions() { // RI-01, 02
        TestClient reader = server.as(VIEW_ENVIRONMENT_REPORTED_ISSUE);
        TestClient writer = server.as(CHANGE_ENVIRONMENT_REPORTED_ISSUE);
        assertThat(writer.get(PATH).status()).isEqualTo(403);
        assertThat(reader.post(PATH, "{}").status()).isEqualTo(403);
        assertThat(reader.put(PATH + "/1", "{}").status()).isEqualTo(403);
        assertThat(reader.delete(PATH + "/1").status()).isEqualTo(403);
    }

    private static String ids(TestResponse list) {
        StringBuilder ids = new StringBuilder();
        list.json()
                .values()
                .forEach(note -> ids.append(' ').append(note.get("id").getIntValue()));
        return ids.toString().strip();
    }
}
