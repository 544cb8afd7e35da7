package dev.assay.testcase;

import static dev.assay.access.Permission.CHANGE_TEST_CASE_REPORTED_ISSUE;
import static dev.assay.access.Permission.VIEW_TEST_CASE_REPORTED_ISSUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedIssuesTest {
    private static final String PATH = "/v1/test-cases/reported-issues";
    private static final String NOTE =
            "{\"template_id\": \"t\", \"description\": \"d\", \"url\": \"https://github.com/acme/wlan/issues/4\"}";

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST_CASE_REPORTED_ISSUE, VIEW_TEST_CASE_REPORTED_ISSUE);

    @Test
    void aNoteIsAddedReplacedAndRemoved() { // RI-02, 03, 04, 08; TCI-01
        TestResponse added = client.post(PATH, """
                {"template_id": "wifi/scan", "description": "flaky AP", "url": "https://github.com/acme/wlan/issues/4"}""");
        assertThat(added.status()).isEqualTo(200);
        int id = added.number("id");
        assertThat(added.body()).matches("""
                \\{"id":\\d+,"template_id":"wifi/scan","case_name":"","description":"flaky AP",\
                "url":"https://github.com/acme/wlan/issues/4","created_at":"[-\\dT:.]+","updated_at":"[-\\dT:.]+"}""");

        TestResponse replaced = client.put(PATH + "/" + id, """
                {"case_name": "c", "description": "e", "url": "http://me@warthogs.atlassian.net:8080?q=é"}""");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.text("template_id")).isEmpty();
        assertThat(replaced.text("case_name")).isEqualTo("c");
        assertThat(replaced.text("url")).isEqualTo("http://me@warthogs.atlassian.net:8080/?q=%C3%A9");
        assertThat(replaced.text("created_at")).isEqualTo(added.text("created_at"));
        assertThat(replaced.text("updated_at")).isGreaterThan(added.text("updated_at"));

        TestResponse removed = client.delete(PATH + "/" + id);
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body()).isEqualTo("null");
        assertThat(client.delete(PATH + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void anEqualNoteLeavesUpdatedAtAsItIs() { // CONV-29
        TestResponse added = client.post(PATH, NOTE);
        assertThat(client.put(PATH + "/" + added.number("id"), NOTE).body()).isEqualTo(added.body());
    }

    @Test
    void filtersMatchExactlyAndTogether() { // RI-01; TCI-03
        try (TestServer own = TestServer.start()) {
            TestClient all = own.as(CHANGE_TEST_CASE_REPORTED_ISSUE, VIEW_TEST_CASE_REPORTED_ISSUE);
            assertThat(all.get(PATH).body()).isEqualTo("[]");
            all.post(PATH, NOTE);
            all.post(PATH, NOTE.replace("\"t\"", "\"t\", \"case_name\": \"c\""));
            all.post(PATH, NOTE.replace("\"t\"", "\"T\", \"case_name\": \"c\""));
            assertThat(ids(all.get(PATH + "?template_id=&case_name="))).isEqualTo("1 2 3");
            assertThat(ids(all.get(PATH + "?template_id=t"))).isEqualTo("1 2");
            assertThat(ids(all.get(PATH + "?case_name=c"))).isEqualTo("2 3");
            assertThat(ids(all.get(PATH + "?template_id=t&case_name=c"))).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"template_id\": \"t\", \"url\": \"https://github.com/\"}; missing; [\"body\",\"description\"]",
                "{\"template_id\": \"t\", \"description\": \"d\"}; missing; [\"body\",\"url\"]",
                "{\"template_id\": null, \"description\": \"d\", \"url\": \"https://github.com/\"}; string_type; [\"body\",\"template_id\"]",
                "{\"template_id\": \"t\", \"description\": \"d\", \"url\": null}; url_type; [\"body\",\"url\"]",
                "{\"template_id\": \"t\", \"description\": \"d\", \"url\": \"free text\"}; url_parsing; [\"body\",\"url\"]",
                "{\"template_id\": \"t\", \"description\": \"d\", \"url\": \"ftp://github.com/\"}; url_scheme; [\"body\",\"url\"]",
                "{\"template_id\": \"t\", \"description\": \"d\", \"url\": \"https://www.github.com/\"}; value_error; [\"body\",\"url\"]",
                "{\"template_id\": \"t\", \"description\": \"d\", \"url\": \"https://github.com@a.example/\"}; value_error; [\"body\",\"url\"]",
                "{\"description\": \"d\", \"url\": \"https://a.example/\"}; value_error; [\"body\",\"url\"]",
                "{\"description\": \"d\", \"url\": \"https://github.com/\"}; value_error; [\"body\"]",
                "{\"template_id\": \"\", \"case_name\": \"\", \"description\": \"d\", \"url\": \"https://github.com/\"}; value_error; [\"body\"]",
            })
    void anInvalidNoteIsRefused(String body, String type, String loc) { // RI-06, 07; TCI-01, 02
        for (TestResponse refused : new TestResponse[] {client.post(PATH, body), client.put(PATH + "/1", body)}) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
            assertThat(refused.body()).contains("\"loc\":" + loc);
            assertThat(refused.at("detail").size()).isEqualTo(1);
        }
    }

    @Test
    void theReasonIsSaid() { // RI-07, TCI-02
        assertThat(client.post(PATH, "{\"description\": \"d\", \"url\": \"https://github.com/\"}")
                        .text("detail", 0, "msg"))
                .isEqualTo("Value error, Either case_name or template_id is required");
        assertThat(client.post(PATH, NOTE.replace("github.com", "a.example")).text("detail", 0, "msg"))
                .startsWith("Value error, Issue url must belong to one of")
                .contains("github.com", "warthogs.atlassian.net", "bugs.launchpad.net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0", "/2147483647", "/9999999999"})
    void anUnknownNoteIsNotFound(String id) { // RI-05, CONV-19
        assertThat(client.put(PATH + id, NOTE).status()).isEqualTo(404);
        assertThat(client.delete(PATH + id).text("detail")).isEqualTo("TestCase reported issue not found");
    }

    @Test
    void anIdIsANumber() { // RI-05
        TestResponse refused = client.put(PATH + "/x", NOTE);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("\"type\":\"int_parsing\",\"loc\":[\"path\",\"issue_id\"]");
    }

    @Test
    void readingAndChangingNeedTheirPermissions() { // RI-01, 02
        TestClient reader = server.as(VIEW_TEST_CASE_REPORTED_ISSUE);
        TestClient writer = server.as(CHANGE_TEST_CASE_REPORTED_ISSUE);
        assertThat(writer.get(PATH).status()).isEqualTo(403);
        assertThat(reader.post(PATH, NOTE).status()).isEqualTo(403);
        assertThat(reader.put(PATH + "/1", NOTE).status()).isEqualTo(403);
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
