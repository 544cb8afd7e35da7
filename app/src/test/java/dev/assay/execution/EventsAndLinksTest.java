package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsAndLinksTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final int id = StartBody.of("snap").start(client);
    private final String path = "/v1/test-executions/" + id;

    @Test
    void eventsAreInTheOrderOfTimeThenOfTheRequest() { // TE-STATUS-01
        done(client.put(path + "/status_update", events("b 2026-01-02", "a 2026-01-01", "c 2026-01-02")));
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(client.get(path + "/status_update").body())
                .startsWith("[{\"event_name\":\"a\",\"timestamp\":\"2026-01-01T00:00:00\",\"detail\":\"of a\"}");
    }

    @Test
    void putReplacesAndPostAppends() { // TE-STATUS-02, 06
        done(client.put(path + "/status_update", events("a 2026-01-01", "b 2026-01-02")));
        done(client.put(path + "/status_update", events("c 2026-01-03")));
        done(client.post(path + "/status_update", events("d 2026-01-04", "c 2026-01-03")));
        done(client.post(path + "/status_update", events()));
        assertThat(names()).containsExactly("c", "c", "d");
        done(client.put(path + "/status_update", events())); // TE-STATUS-05
        assertThat(names()).isEmpty();
    }

    @Test
    void theFirstEventOfAPutNamesTheResource() { // TE-STATUS-03
        client.put(path + "/status_update", events("setup 2026-01-01", "job_start 2026-01-02"));
        assertThat(resource()).isEmpty();
        client.put(path + "/status_update", events("job_start 2026-01-02", "setup 2026-01-01"));
        assertThat(resource()).isEqualTo("of job_start");
        client.put(path + "/status_update", events("setup 2026-01-01"));
        assertThat(resource()).isEqualTo("of job_start");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_STARTED, ENDED_PREMATURELY",
        "IN_PROGRESS, ENDED_PREMATURELY",
        "NOT_TESTED, ENDED_PREMATURELY",
        "ENDED_PREMATURELY, ENDED_PREMATURELY",
        "PASSED, PASSED",
        "FAILED, FAILED"
    })
    void aJobThatEndedLastEndsTheExecution(String before, String after) { // TE-STATUS-04
        client.patch(path, "{\"status\": \"" + before + "\"}");
        client.put(path + "/status_update", events("job_end 2026-01-09", "cleanup 2026-01-01"));
        assertThat(client.get(path).text("status")).isEqualTo(before);
        client.put(path + "/status_update", events("cleanup 2026-01-09", "job_end 2026-01-01"));
        assertThat(client.get(path).text("status")).isEqualTo(after);
    }

    @Test
    void appendedEventsDoNotChangeTheExecution() { // TE-STATUS-06
        client.post(path + "/status_update", events("job_start 2026-01-01", "job_end 2026-01-02"));
        assertThat(client.get(path).text("status")).isEqualTo("IN_PROGRESS");
        assertThat(resource()).isEmpty();
    }

    @Test
    void aBadTimeIsRefusedAndNothingChanges() { // TE-STATUS-07
        client.put(path + "/status_update", events("kept 2026-01-01"));
        TestResponse response = client.put(path + "/status_update", events("a 2026-01-01", "b yesterday"));
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.body())
                .contains("\"type\":\"datetime_from_date_parsing\",\"loc\":[\"body\",\"events\",1,\"timestamp\"]");
        assertThat(names()).containsExactly("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST"})
    void anEventNeedsAllItsFields(String method) {
        TestResponse response = client.send(method, path + "/status_update", "{\"events\": [{}]}");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.at("detail").size()).isEqualTo(3);
        assertThat(response.text("detail", 0, "loc", 3)).isEqualTo("event_name");
    }

    @Test
    void eventsOfAnUnknownExecutionAreNotFound() { // TE-STATUS-01
        String unknown = "/v1/test-executions/2147483647/status_update";
        for (TestResponse response :
                List.of(client.get(unknown), client.put(unknown, events()), client.post(unknown, events()))) {
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text("detail")).isEqualTo("TestExecution not found");
        }
    }

    @Test
    void aLinkIsAddedAsOftenAsItIsSent() { // TE-LINK-01
        String link = "{\"label\": \"MR\", \"url\": \"HTTP://L.A:80/x\"}";
        TestResponse first = client.post(path + "/links", link);
        TestResponse second = client.post(path + "/links", link);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().size()).isEqualTo(3);
        assertThat(first.text("label")).isEqualTo("MR");
        assertThat(first.text("url")).isEqualTo("http://l.a/x");
        assertThat(second.number("id")).isGreaterThan(first.number("id"));
        assertThat(client.get(path).at("relevant_links").size()).isEqualTo(2);
        assertThat(client.get(path).number("relevant_links", 0, "id")).isEqualTo(first.number("id"));
    }

    @Test
    void aLinkIsRemovedFromItsExecutionOnly() { // TE-LINK-02, 03
        int link = client.post(path + "/links", "{\"label\": \"MR\", \"url\": \"http://l.a\"}")
                .number("id");
        int other = StartBody.of("snap").start(client);

        assertNotFound(client.delete("/v1/test-executions/" + other + "/links/" + link), "Link not found");
        assertNotFound(client.delete("/v1/test-executions/2147483647/links/" + link), "TestExecution not found");
        TestResponse removed = client.delete(path + "/links/" + link);
        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertNotFound(client.delete(path + "/links/" + link), "Link not found");
        assertThat(client.get(path).at("relevant_links").size()).isZero();
    }

    @Test
    void linksOfAnUnknownExecutionAreNotFoundAndNotListed() { // TE-LINK-01, 04
        assertNotFound(
                client.post("/v1/test-executions/2147483647/links", "{\"label\": \"MR\", \"url\": \"http://l.a\"}"),
                "TestExecution not found");
        assertThat(client.get(path + "/links").status()).isEqualTo(405);
        assertThat(client.post(path + "/links", "{\"label\": \"MR\", \"url\": \"l\"}")
                        .text("detail", 0, "type"))
                .isEqualTo("url_parsing");
    }

    private static void assertNotFound(TestResponse response, String detail) {
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"detail\":\"" + detail + "\"}");
    }

    private static void done(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("null");
    }

    /** A body with these events, each given as name and time. */
    private static String events(String... events) {
        return "{\"events\": [%s]}"
                .formatted(String.join(
                        ", ",
                        java.util.Arrays.stream(events)
                                .map(event -> event.split(" "))
                                .map(e -> "{\"event_name\": \"%1$s\", \"timestamp\": \"%2$s\", \"detail\": \"of %1$s\"}"
                                        .formatted(e[0], e[1]))
                                .toList()));
    }

    private List<String> names() {
        return StreamSupport.stream(
                        client.get(path + "/status_update").json().values().spliterator(), false)
                .map(event -> Objects.requireNonNull(event.get("event_name")).getStringValue())
                .toList();
    }

    private String resource() {
        return server.database()
                .strings("SELECT resource_url FROM test_execution WHERE id = " + id)
                .getFirst();
    }
}
