package dev.assay.issue;

import static dev.assay.access.Permission.CHANGE_AUTO_RERUN;
import static dev.assay.access.Permission.CHANGE_ISSUE;
import static dev.assay.access.Permission.VIEW_ISSUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ISS-1 to ISS-15. */
class IssuesTest {
    private final TestServer server = TestServer.shared();
    private final Known known = Known.on(server);
    private final TestClient client = known.client();

    @Test
    void aUrlMakesAnIssueKnown() { // ISS-12
        TestResponse response = known.put(known.url(5));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                {"id":%d,"source":"github","project":"%s","key":"5","title":"","status":"unknown",\
                "url":"https://github.com/%2$s/issues/5","labels":null,"auto_rerun_enabled":false,"attachment_rules":[]}""".formatted(response.number("id"), known.project()));
        assertThat(client.get("/v1/issues/" + response.number("id")).body()).isEqualTo(response.body()); // ISS-11
    }

    @Test
    void theSameUrlIsTheSameIssue() { // ISS-12, CLI-30
        int id = known.issue(5);
        String body = """
                {"url": "%s", "title": "Hangs", "status": "open", "auto_rerun_enabled": true}""".formatted(known.url(5));
        TestResponse changed = client.put("/v1/issues", body);
        assertThat(changed.number("id")).isEqualTo(id);
        assertThat(changed.text("title") + " " + changed.text("status")).isEqualTo("Hangs open");
        assertThat(changed.at("auto_rerun_enabled").getBooleanValue()).isTrue();
        assertThat(client.put("/v1/issues", body).body()).isEqualTo(changed.body());
        assertThat(known.put(known.url(5)).body()).isEqualTo(changed.body()); // null leaves
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/Acme/{own}/issues/12?x=1#y, github, acme/{own}, 12, https://github.com/acme/{own}/issues/12",
        "http://me:pw@GitHub.com:8080/a/{own}/issues/7, github, a/{own}, 7, https://github.com/a/{own}/issues/7",
        "https://github.com/acme/{own}/issues/007, github, acme/{own}, 7, https://github.com/acme/{own}/issues/7",
        "https://github.com/acme/{own}/issues/000, github, acme/{own}, 0, https://github.com/acme/{own}/issues/0",
        "https://warthogs.atlassian.net/browse/to-5, jira, TO, 5, https://warthogs.atlassian.net/browse/TO-5",
        "https://bugs.launchpad.net/{own}/+bug/77, launchpad, {own}, 77, https://bugs.launchpad.net/{own}/+bug/77",
        "https://bugs.launchpad.net/{own}/+source/Linux/+bug/77, launchpad, {own}, 77, https://bugs.launchpad.net/{own}/+bug/77",
    })
    void urlsAreReadByHostAndPath(
            String url, String source, String project, String key, String shown) { // ISS-2 to ISS-4
        String own = known.project().replace("acme/", "");
        TestResponse issue = known.put(url.replace("{own}", own));
        assertThat(issue.status()).as(issue.body()).isEqualTo(200);
        assertThat(List.of(issue.text("source"), issue.text("project"), issue.text("key"), issue.text("url")))
                .containsExactly(source, project.replace("{own}", own), key, shown.replace("{own}", own));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/a/b/issues/12/",
                "https://github.com/a/b/pull/12",
                "https://www.github.com/a/b/issues/12",
                "https://warthogs.atlassian.net/browse/C3-5",
                "https://bugs.launchpad.net/bugs/77",
                "https://bugs.launchpad.net/+bug/77",
                "https://launchpad.net/ubuntu/+bug/77",
                "https://github.com/a%zz/b/issues/x",
                "http://[::1]/issues/1",
            })
    void otherUrlsAreRefusedInASentence(String url) { // ISS-5
        TestResponse refused = known.put(url);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail")).startsWith("Unrecognized issue URL format:\n  host = '");
    }

    @Test
    void theSentenceNamesHostAndPath() { // ISS-5
        assertThat(known.put("https://example.com/x?y").text("detail")).isEqualTo("""
                Unrecognized issue URL format:
                  host = 'example.com'
                  path = '/x'

                Expected formats:
                  GitHub:     https://github.com/<owner>/<repo>/issues/<number>
                  JIRA:       https://warthogs.atlassian.net/browse/<PROJECT-123>
                  Launchpad:  https://bugs.launchpad.net/<project>/+bug/<number>""");
    }

    @ParameterizedTest
    @CsvSource({"nothing, url_parsing", "ftp://github.com/a/b/issues/1, url_scheme"})
    void anInvalidUrlIsRefused(String url, String type) { // ISS-4
        TestResponse refused = known.put(url);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
    }

    @Test
    void longUrlsProjectsAndNumbersAreRefused() { // ISS-4, ISS-13
        assertThat(known.put("https://github.com/a/b/issues/1?" + "x".repeat(2100))
                        .text("detail", 0, "type"))
                .isEqualTo("url_too_long");
        for (String url : List.of(
                "https://github.com/a/" + "b".repeat(200) + "/issues/1",
                "https://github.com/a/b/issues/" + "1".repeat(201))) {
            TestResponse refused = known.put(url);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("detail")).contains("more than 200 characters");
        }
        assertThat(client.put("/v1/issues", "{}").text("detail", 0, "type")).isEqualTo("missing");
    }

    @Test
    void aNumberStoredWithZerosIsFound() { // ISS-2
        int old = Integer.parseInt(
                server.database().strings("""
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                VALUES ('GITHUB', '%s', '0042', '', 'OPEN', now(), now()) RETURNING id""".formatted(known.project())).getFirst());
        assertThat(known.issue(42)).isEqualTo(old);
        assertThat(client.get("/v1/issues/" + old).text("key")).isEqualTo("0042");
    }

    @Test
    void patchChangesOnlyTheFieldsInTheBody() { // ISS-14
        int id = known.issue(1);
        String path = "/v1/issues/" + id;
        assertThat(client.patch(path, "{\"title\": \"Hangs\", \"status\": \"closed\"}")
                        .text("status"))
                .isEqualTo("closed");
        String before = updated(id);
        TestResponse same = client.patch(path, "{\"title\": \"Hangs\", \"status\": null, \"project\": \"other\"}");
        assertThat(same.text("title") + same.text("project")).isEqualTo("Hangs" + known.project());
        assertThat(client.patch(path, "{}").status()).isEqualTo(200);
        assertThat(updated(id)).isEqualTo(before); // CONV-29
        assertThat(client.patch(path, "{\"title\": \"\"}").text("title")).isEmpty();
        assertThat(client.patch(path, "{\"auto_rerun_enabled\": true}")
                        .at("auto_rerun_enabled")
                        .getBooleanValue())
                .isTrue();
        assertThat(updated(id)).isNotEqualTo(before);
        assertThat(client.patch(path, "{\"status\": \"OPEN\"}").status()).isEqualTo(422);
        assertThat(client.send("PATCH", path).status()).isEqualTo(422);
        assertThat(client.delete(path).status()).isEqualTo(405); // ISS-15
    }

    private String updated(int id) {
        return server.database()
                .strings("SELECT updated_at FROM issue WHERE id = " + id)
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "99999999999"})
    void unknownIssues(String id) { // ISS-11, ISS-14, CONV-19
        for (TestResponse response : List.of(
                client.get("/v1/issues/" + id),
                client.patch("/v1/issues/" + id, "{}"),
                client.patch("/v1/issues/" + id, "{\"title\": \"x\"}"),
                client.post("/v1/issues/" + id + "/attach", "{}"),
                client.post("/v1/issues/" + id + "/detach", "{}"),
                client.post("/v1/issues/" + id + "/attachment-rules", "{}"))) {
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"detail\":\"Issue not found\"}");
        }
    }

    @Test
    void automaticRerunsNeedAPermissionOfTheirOwn() { // AUTH-14, ISS-13
        String path = "/v1/issues/" + known.issue(1);
        TestClient changer = server.as(CHANGE_ISSUE);
        for (String value : List.of("true", "false")) {
            String body =
                    "{\"auto_rerun_enabled\": %s, \"title\": \"x\", \"url\": \"%s\"}".formatted(value, known.url(1));
            assertThat(changer.patch(path, body).status()).isEqualTo(403);
            assertThat(changer.put("/v1/issues", body).status()).isEqualTo(403);
        }
        assertThat(client.get(path).text("title")).isEmpty();
        assertThat(changer.patch(path, "{\"auto_rerun_enabled\": null, \"title\": \"y\"}")
                        .status())
                .isEqualTo(200);
        assertThat(changer.patch(path + "?auto_rerun_enabled=true&status=zz&title=q", "{}")
                        .text("title"))
                .isEqualTo("y");
        assertThat(server.as(CHANGE_ISSUE, CHANGE_AUTO_RERUN)
                        .patch(path, "{\"auto_rerun_enabled\": true}")
                        .status())
                .isEqualTo(200);
        assertThat(server.as(CHANGE_AUTO_RERUN).patch(path, "{\"status\": 3}").status())
                .isEqualTo(403); // CONV-35
    }

    @Test
    void theirPermissionCanBeSwitchedOff() { // AUTH-14
        try (TestServer open = TestServer.start(Map.of("assay.issues.auto-rerun-needs-permission", false))) {
            TestResponse response = open.as(CHANGE_ISSUE).put("/v1/issues", """
                    {"url": "https://github.com/a/b/issues/1", "auto_rerun_enabled": true}""");
            assertThat(response.status()).isEqualTo(200);
            assertThat(open.as(CHANGE_ISSUE)
                            .patch("/v1/issues/" + response.number("id"), "{\"auto_rerun_enabled\": false}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyOperationChecksItsPermissionFirst() { // CONV-32, CONV-35
        TestClient nobody = server.anonymous();
        for (TestResponse response : List.of(
                nobody.get("/v1/issues?limit=0"),
                nobody.get("/v1/issues/x"),
                nobody.put("/v1/issues", "{}"),
                nobody.patch("/v1/issues/1", "{}"),
                nobody.post("/v1/issues/1/attach", "[]"),
                nobody.post("/v1/issues/1/detach", "[]"),
                nobody.post("/v1/issues/1/attachment-rules", "[]"),
                nobody.patch("/v1/issues/1/attachment-rules/1", "[]"),
                nobody.delete("/v1/issues/1/attachment-rules/1"),
                nobody.post("/v2/attachment-rules/preview", "[]"))) {
            assertThat(response.status()).as(response.body()).isEqualTo(403);
        }
    }

    @Test
    void listsByTrackerProjectAndNumberAsText() { // ISS-7
        String own = known.project().replace("acme/", "");
        known.put("https://bugs.launchpad.net/" + own + "/+bug/1");
        known.issue(9);
        known.issue(10);
        known.put("https://github.com/a/" + own + "/issues/3");
        TestResponse list = client.get("/v1/issues?q=" + own + "&limit=2&offset=1");
        assertThat(list.number("count")).isEqualTo(4);
        assertThat(list.number("limit") + list.number("offset")).isEqualTo(3);
        assertThat(keys(client.get("/v1/issues?q=" + own))).containsExactly("3", "10", "9", "1");
        assertThat(keys(list)).containsExactly("10", "9");
        assertThat(client.get("/v1/issues?q=" + own + "&offset=7").body())
                .isEqualTo("{\"issues\":[],\"count\":4,\"limit\":50,\"offset\":7}"); // PAG-03
    }

    private static List<String> keys(TestResponse list) {
        return StreamSupport.stream(list.at("issues").values().spliterator(), false)
                .map(issue -> issue.get("key").getStringValue())
                .toList();
    }

    @Test
    void filters() { // ISS-6
        int open = known.issue(1);
        known.issue(2);
        client.patch("/v1/issues/" + open, "{\"status\": \"open\"}");
        String mine = "/v1/issues?project=" + known.project();
        assertThat(keys(client.get(mine))).containsExactly("1", "2");
        assertThat(keys(client.get(mine + "&status=open"))).containsExactly("1");
        assertThat(keys(client.get(mine + "&status=open&status=unknown"))).containsExactly("1", "2"); // CLI-21
        assertThat(keys(client.get(mine + "&source=github"))).hasSize(2);
        assertThat(keys(client.get(mine + "&source=jira"))).isEmpty();
        assertThat(client.get("/v1/issues?project=" + known.project().toUpperCase(java.util.Locale.ROOT))
                        .number("count"))
                .isZero();
        assertThat(client.get("/v1/issues?project=&q=%20&limit=1").number("count"))
                .isGreaterThanOrEqualTo(2);
        for (String wrong :
                List.of("source=", "source=GITHUB", "status=x", "families=x", "limit=0", "limit=1001", "offset=-1")) {
            assertThat(client.get("/v1/issues?" + wrong).status()).as(wrong).isEqualTo(422); // PAG-01
        }
    }

    @Test
    void everyWordMustBeSomewhere() { // ISS-8
        int id = known.issue(731);
        client.patch("/v1/issues/" + id, "{\"title\": \"Wi-Fi drops 50%\", \"status\": \"open\"}");
        String own = known.project().replace("acme/", "");
        for (String q : List.of(
                own,
                id + "%20" + own,
                own + "%20GITHUB",
                own + "%20%20wi-fi%20DROPS",
                own + "%20open",
                own + "%20issues/731",
                own + "%20d%25ps",
                own + "%20w_-fi",
                "%25%20" + own)) {
            assertThat(keys(client.get("/v1/issues?q=" + q))).as(q).containsExactly("731");
        }
        for (String q : List.of(own + "%20closed", own + "%20bluetooth", own + "%20github%25drops")) {
            assertThat(keys(client.get("/v1/issues?q=" + q))).as(q).isEmpty();
        }
        assertThat(client.get("/v1/issues?q=" + "a+".repeat(50)).status()).isEqualTo(200);
        String many = String.join(
                "+", IntStream.range(0, 21).mapToObj(String::valueOf).toList());
        assertThat(client.get("/v1/issues?q=" + many).status()).isEqualTo(422);
    }

    @Test
    void executionsAreCountedOverAllFamilies() { // ISS-6, ISS-9
        int id = known.issue(1);
        StartBody snap = StartBody.of("snap");
        List<Integer> results = known.results(
                snap, Posted.result(known.project() + "/a", "FAILED"), Posted.result(known.project() + "/b", "FAILED"));
        known.attach(id, Known.ids(results));
        known.attach(
                id, Known.ids(known.results(StartBody.of("deb"), Posted.result(known.project() + "/a", "PASSED"))));
        String mine = "/v1/issues?project=" + known.project();
        for (String families : List.of("", "&families=snap", "&families=deb", "&families=charm&families=deb")) {
            TestResponse list = client.get(mine + families);
            assertThat(list.number("issues", 0, "test_executions_count")).isEqualTo(2);
            assertThat(list.number("count")).isEqualTo(1);
        }
        assertThat(client.get(mine + "&families=charm").number("count")).isZero();
        assertThat(server.as(VIEW_ISSUE).get(mine).body()).contains("\"labels\":null,\"test_executions_count\":2}");
    }
}
