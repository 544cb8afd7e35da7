package dev.assay.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.web.Operation;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.web.router.Router;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Has an example of every operation that changes something, and checks that the audit log contains its changes. */
class EveryMutationTest {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** Operations that change nothing, although their HTTP method allows it. */
    private static final Set<String> CHANGE_NOTHING =
            Set.of("POST /v2/attachment-rules/preview", "POST /v2/users/me/notification-channels/{name}/test");

    /** Operations that need a provider's signature: SamlResponseTest and SamlLogoutTest check their audit entries. */
    private static final Set<String> ELSEWHERE = Set.of("POST /v1/auth/saml/acs", "POST /v1/auth/saml/sls");

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(Permission.values());

    /** An operation without an example fails here: add one that succeeds and changes something. */
    @Test
    void everyOperationHasAnExample() {
        assertThat(examples().keySet())
                .hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(Operation.all(server.bean(Router.class)).stream()
                        .filter(operation -> !SAFE.contains(operation.method()))
                        .map(operation -> operation.method() + " " + operation.path())
                        .filter(operation -> !ELSEWHERE.contains(operation))
                        .collect(Collectors.toSet()));
    }

    @TestFactory
    Stream<DynamicTest> whatItChangesIsInTheLog() {
        return examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    long before = newest();

                    TestResponse done = example.getValue().get();

                    assertThat(done.status()).as(done.body()).isBetween(200, 303);
                    List<JsonNode> entries = new ArrayList<>();
                    client.get("/v2/audit?limit=100&operation=" + encoded(example.getKey()))
                            .at("items")
                            .values()
                            .forEach(entries::add);
                    entries.removeIf(entry -> entry.get("id").getLongValue() <= before);
                    if (CHANGE_NOTHING.contains(example.getKey())) {
                        assertThat(entries).isEmpty();
                    } else {
                        assertThat(entries)
                                .as("entries of " + example.getKey())
                                .isNotEmpty()
                                .allMatch(entry ->
                                        entry.get("principal").getStringValue().matches("(user|application):\\d+"));
                    }
                }));
    }

    /** Each example creates what it needs by other operations when it is called. */
    private Map<String, Supplier<TestResponse>> examples() {
        Map<String, Supplier<TestResponse>> all = new LinkedHashMap<>();
        testing(all);
        reviewing(all);
        applications(all);
        issues(all);
        notified(all);

        people(all);
        reported(all, "environments", """
                {"environment_name": "bench-7", "description": "%s", "is_confirmed": false}""");
        reported(all, "test-cases", """
                {"template_id": "wifi", "description": "%s", "url": "https://github.com/acme/wlan/issues/4"}""");
        return all;
    }

    private void testing(Map<String, Supplier<TestResponse>> all) {
        all.put("PUT /v1/test-executions/start-test", () -> StartBody.of("snap").send(client));
        all.put("PUT /v1/test-executions/end-test", () -> {
            StartBody body = StartBody.of("snap").linked();
            body.start(client);
            return client.put("/v1/test-executions/end-test", Posted.end(body.text("ci_link"), "audited", 3));
        });
        all.put(
                "PATCH /v1/test-executions/{id}",
                () -> client.patch(execution(), "{\"status\": \"IN_PROGRESS\", \"c3_link\": \"http://c3/1\"}"));
        all.put(
                "POST /v1/test-executions/{id}/test-results",
                () -> client.post(execution() + "/test-results", Posted.results("audited", 3)));
        all.put(
                "PUT /v1/test-executions/{id}/status_update",
                () -> client.put(execution() + "/status_update", events()));
        all.put(
                "POST /v1/test-executions/{id}/status_update",
                () -> client.post(execution() + "/status_update", events()));
        String link = "{\"label\": \"log\", \"url\": \"https://ci.example/1\"}";
        all.put("POST /v1/test-executions/{id}/links", () -> client.post(execution() + "/links", link));
        all.put("DELETE /v1/test-executions/{id}/links/{link_id}", () -> {
            String execution = execution();
            client.post(execution + "/links", link);
            return client.delete(execution + "/links/" + client.get(execution).number("relevant_links", 0, "id"));
        });
        all.put("POST /v1/test-executions/reruns", () -> client.post("/v1/test-executions/reruns", reruns()));
        all.put("DELETE /v1/test-executions/reruns", () -> {
            String reruns = reruns();
            client.post("/v1/test-executions/reruns", reruns);
            return client.delete("/v1/test-executions/reruns", reruns);
        });
        for (String method : new String[] {"POST", "PUT"}) {
            all.put(method + " /v2/uploads", () -> {
                StartBody about = StartBody.of("generic");
                return client.send(
                        method,
                        "/v2/uploads?family=generic&name=%s&version=%s&environment=lab"
                                .formatted(about.text("name"), about.text("version")),
                        BodyPublishers.ofString("<testsuite name=\"s\"><testcase name=\"a\"/></testsuite>"));
            });
        }
    }

    private void reviewing(Map<String, Supplier<TestResponse>> all) {
        String rejected = "\"review_decision\": [\"REJECTED\"]";
        all.put("PATCH /v1/artefacts/{artefact_id}", () -> client.patch(artefact(), "{\"comment\": \"seen\"}"));
        all.put("PATCH /v1/artefacts/{artefact_id}/environment-reviews", () -> {
            String reviews = artefact() + "/environment-reviews";
            int id = client.get(reviews).number(0, "id");
            return client.patch(reviews, "[{\"id\": %d, %s}]".formatted(id, rejected));
        });
        all.put("PATCH /v1/artefacts/{artefact_id}/environment-reviews/{review_id}", () -> {
            String reviews = artefact() + "/environment-reviews";
            return client.patch(reviews + "/" + client.get(reviews).number(0, "id"), "{" + rejected + "}");
        });
    }

    private void applications(Map<String, Supplier<TestResponse>> all) {
        String trust = "{\"issuer\": \"https://token.example\", \"conditions\": {\"sub\": [\"repo:acme/gadget:*\"]}}";
        all.put("POST /v1/applications", this::application);
        all.put(
                "PATCH /v1/applications/{application_id}",
                () -> client.patch(
                        "/v1/applications/" + application().number("id"), "{\"permissions\": [\"view_user\"]}"));
        all.put(
                "DELETE /v1/applications/{application_id}",
                () -> client.delete("/v1/applications/" + application().number("id")));
        all.put(
                "POST /v1/applications/{application_id}/rotate",
                () -> client.send("POST", "/v1/applications/" + application().number("id") + "/rotate"));
        all.put(
                "POST /v1/applications/me/rotate",
                () -> server.anonymous()
                        .withKey(application().text("api_key"))
                        .send("POST", "/v1/applications/me/rotate"));
        all.put(
                "DELETE /v2/applications/{id}/key",
                () -> client.delete("/v2/applications/" + application().number("id") + "/key"));
        all.put(
                "PUT /v2/applications/{id}/trusts/{name}",
                () -> client.put("/v2/applications/" + application().number("id") + "/trusts/ci", trust));
        all.put("DELETE /v2/applications/{id}/trusts/{name}", () -> {
            String path = "/v2/applications/" + application().number("id") + "/trusts/ci";
            client.put(path, trust);
            return client.delete(path);
        });
        held(all, "applications", () -> application().number("id"));
        held(all, "teams", new People(server.database())::team);
    }

    private void held(Map<String, Supplier<TestResponse>> all, String holders, Supplier<Integer> holder) {
        String path = "/v2/" + holders + "/%s/permissions/%s";
        String name = "view_audit";
        all.put(
                "PUT " + path.formatted("{id}", "{permission}"),
                () -> client.send("PUT", path.formatted(holder.get(), name)));
        all.put("DELETE " + path.formatted("{id}", "{permission}"), () -> {
            String one = path.formatted(holder.get(), name);
            client.send("PUT", one);
            return client.delete(one);
        });
    }

    private TestResponse application() {
        return client.post("/v1/applications", "{\"name\": \"%s\", \"permissions\": []}".formatted(UUID.randomUUID()));
    }

    private void issues(Map<String, Supplier<TestResponse>> all) {
        all.put("PUT /v1/issues", () -> client.put("/v1/issues", issue()));
        all.put("PATCH /v1/issues/{issue_id}", () -> client.patch(knownIssue(), "{\"title\": \"Hangs\"}"));
        all.put("POST /v1/issues/{issue_id}/attach", () -> client.post(knownIssue() + "/attach", result()));
        all.put("POST /v1/issues/{issue_id}/detach", () -> {
            String issue = knownIssue();
            String result = result();
            client.post(issue + "/attach", result);
            return client.post(issue + "/detach", result);
        });
        String rules = "/v1/issues/{issue_id}/attachment-rules";
        all.put("POST " + rules, () -> client.post(knownIssue() + "/attachment-rules", "{\"enabled\": false}"));
        all.put("PATCH " + rules + "/{attachment_rule_id}", () -> client.patch(rule(), "{\"enabled\": true}"));
        all.put("DELETE " + rules + "/{attachment_rule_id}", () -> client.delete(rule()));
        all.put(
                "POST /v2/attachment-rules/preview",
                () -> client.post("/v2/attachment-rules/preview", "{\"families\": [\"deb\"]}"));
    }

    private static String issue() {
        String unique = StartBody.of("generic").text("name");
        return "{\"url\": \"https://github.com/audited/%s/issues/1\"}".formatted(unique);
    }

    private String knownIssue() {
        return "/v1/issues/" + client.put("/v1/issues", issue()).number("id");
    }

    /**
     * Creates an attachment rule. It names an artefact that does not exist, so that it does not match results of other tests.
     */
    private String rule() {
        String path = knownIssue() + "/attachment-rules";
        return path + "/"
                + client.post(path, "{\"enabled\": false, \"artefacts\": [\"none\"]}")
                        .number("id");
    }

    private String result() {
        String execution = execution();
        client.post(execution + "/test-results", Posted.results("audited", 1));
        return "{\"test_results\": [%d]}"
                .formatted(client.get(execution + "/test-results").number(0, "id"));
    }

    private void notified(Map<String, Supplier<TestResponse>> all) {
        People people = new People(server.database());
        String channel = "{\"kind\": \"slack\", \"url\": \"https://hooks.example.com/x\"}";
        String mine = "/v2/users/me/notification-channels";
        all.put("POST /v1/users/me/notifications/{notification_id}/dismiss", () -> {
            People.User user = people.user();
            return server.as(user).post("/v1/users/me/notifications/" + notification(user) + "/dismiss", "");
        });
        all.put("POST /v1/users/{user_id}/notifications/{notification_id}/dismiss", () -> {
            People.User user = people.user();
            return client.post("/v1/users/" + user.id() + "/notifications/" + notification(user) + "/dismiss", "");
        });
        all.put(
                "PUT /v2/users/me/notification-channels/{name}",
                () -> server.as(people.user()).put(mine + "/team", channel));
        all.put("DELETE /v2/users/me/notification-channels/{name}", () -> {
            TestClient user = server.as(people.user());
            user.put(mine + "/team", channel);
            return user.delete(mine + "/team");
        });
        all.put("POST /v2/users/me/notification-channels/{name}/test", () -> {
            TestClient user = server.as(people.user());
            user.put(mine + "/team", channel);
            return user.post(mine + "/team/test", "");
        });
        all.put("DELETE /v2/users/{user_id}/notification-channels/{name}", () -> {
            People.User user = people.user();
            server.as(user).put(mine + "/team", channel);
            return client.delete("/v2/users/" + user.id() + "/notification-channels/team");
        });
    }

    private String notification(People.User user) {
        client.patch(artefact(), "{\"reviewer_ids\": [%d]}".formatted(user.id()));
        return server.as(user).get("/v1/users/me/notifications").text("notifications", 0, "id");
    }

    private void people(Map<String, Supplier<TestResponse>> all) {
        People people = new People(server.database());
        String user = "/v1/users/";
        all.put(
                "PATCH /v1/users/{user_id}",
                () -> client.patch(user + people.user().id(), "{\"is_admin\": true}"));
        all.put(
                "DELETE /v1/users/{user_id}",
                () -> client.delete(user + people.user().id()));
        String team = "/v1/teams";
        all.put(
                "POST /v1/teams",
                () -> client.post(
                        team,
                        "{\"name\": \"audited-%d\"}".formatted(people.user().id())));
        all.put(
                "PATCH /v1/teams/{team_id}",
                () -> client.patch(team + "/" + people.team(), "{\"permissions\": [\"view_test\"]}"));
        String member = team + "/%d/members/%d";
        all.put(
                "POST /v1/teams/{team_id}/members/{user_id}",
                () -> client.send(
                        "POST", member.formatted(people.team(), people.user().id())));
        all.put("DELETE /v1/teams/{team_id}/members/{user_id}", () -> {
            int joined = people.team();
            return client.delete(member.formatted(
                    joined, people.members(joined, 1).getFirst().id()));
        });
        String rules = "/v1/artefact-matching-rules";
        String rule = "{\"family\": \"snap\", \"name\": \"audited-%d\", \"team_ids\": [%1$d]}";
        all.put("POST " + rules, () -> client.post(rules, rule.formatted(people.team())));
        all.put("PATCH " + rules + "/{rule_id}", () -> {
            int id = client.post(rules, rule.formatted(people.team())).number("id");
            return client.patch(rules + "/" + id, "{\"stage\": \"beta\"}");
        });
        all.put("DELETE " + rules + "/{rule_id}", () -> {
            int id = client.post(rules, rule.formatted(people.team())).number("id");
            return client.delete(rules + "/" + id);
        });
    }

    private void reported(Map<String, Supplier<TestResponse>> all, String what, String body) {
        String path = "/v1/" + what + "/reported-issues";
        all.put("POST " + path, () -> client.post(path, body.formatted("a")));
        all.put("PUT " + path + "/{issue_id}", () -> {
            int id = client.post(path, body.formatted("a")).number("id");
            return client.put(path + "/" + id, body.formatted("b"));
        });
        all.put("DELETE " + path + "/{issue_id}", () -> {
            int id = client.post(path, body.formatted("a")).number("id");
            return client.delete(path + "/" + id);
        });
    }

    private String execution() {
        return "/v1/test-executions/" + StartBody.of("snap").start(client);
    }

    private String artefact() {
        int execution = StartBody.of("snap").start(client);
        return "/v1/artefacts/" + server.database().strings("""
                SELECT b.artefact_id FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id =\s""" + execution).getFirst();
    }

    private String reruns() {
        return "{\"test_execution_ids\": [%d]}".formatted(StartBody.of("snap").start(client));
    }

    private static String events() {
        return "{\"events\": [{\"event_name\": \"setup\", \"timestamp\": \"2026-01-01\", \"detail\": \"\"}]}";
    }

    private static String encoded(String operation) {
        return URLEncoder.encode(operation, StandardCharsets.UTF_8);
    }

    private long newest() {
        TestResponse newest = client.get("/v2/audit?limit=1");
        return newest.at("items").size() == 0 ? 0 : newest.at("items", 0, "id").getLongValue();
    }
}
