package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;
import static dev.assay.access.Permission.VIEW_RERUN;
import static dev.assay.rerun.Queue.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The callers that may read, request and withdraw: RR-01 to RR-05, auth.md AUTH-13, AUTH-16, matching-rules.md AMR-30.
 */
class RerunAccessTest {
    private static final String REFUSED = "{\"detail\":\"Insufficient permissions\"}";

    private final TestServer server = TestServer.shared();
    private final People people = new People(server.database());
    private final Queue queue = Queue.of(server);
    private final StartBody body = StartBody.of("snap");
    private final int id = queue.start(body);
    private final String name = body.text("name");

    private People.User member(Permission... permissions) {
        return people.members(people.team(permissions), 1).getFirst();
    }

    /** A request with a response, a silent one, and a withdrawal. */
    private static List<Function<String, TestResponse>> writes(TestClient client) {
        return List.of(
                json -> client.post(Queue.PATH, json),
                json -> client.post(Queue.PATH + "?silent=true", json),
                json -> client.delete(Queue.PATH, json));
    }

    private static void assertMay(TestClient client, String json) {
        writes(client)
                .forEach(
                        write -> assertThat(write.apply(json).status()).as(json).isIn(200, 207, 422));
        TestResponse withdrawn = client.delete(Queue.PATH, json);
        assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(200);
    }

    private void assertRefused(TestClient client, String json) {
        List<String> before = rows();
        for (Function<String, TestResponse> write : writes(client)) {
            TestResponse answer = write.apply(json);
            assertThat(answer.status()).as(json + answer.body()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo(REFUSED);
        }
        assertThat(rows()).isEqualTo(before);
    }

    private List<String> rows() {
        return queue.rows(List.of(id), "q.*::text");
    }

    /** Requests for one artefact's executions that need the permission for many. */
    private Stream<String> bulk() {
        return Stream.of(
                ids(id, queue.start(body.with("test_plan", "other"))),
                "{\"test_execution_ids\": [%d, 2147483647]}".formatted(id),
                ids(id, ", \"test_results_filters\": {\"artefacts\": [\"%s\"]}".formatted(name)),
                "{\"test_executions_filters\": {\"artefacts\": [\"%s\"]}}".formatted(name));
    }

    @Test
    void readingNeedsItsPermission() { // RR-01
        assertThat(server.as(VIEW_RERUN).get(Queue.PATH + "?limit=0").status()).isEqualTo(200);
        assertThat(server.as(CHANGE_RERUN, CHANGE_RERUN_BULK).get(Queue.PATH).body())
                .isEqualTo(REFUSED);
        assertThat(server.anonymous().get(Queue.PATH + "?limit=x").status()).isEqualTo(403);
    }

    @Test
    void oneNeedsOnePermission() { // RR-02, RR-03
        assertMay(server.as(CHANGE_RERUN), ids(id));
        assertMay(server.as(CHANGE_RERUN), "{\"test_execution_ids\": [%d, %d]}".formatted(id, id));
        assertMay(server.as(CHANGE_RERUN), ids(id, ", \"test_results_filters\": null"));
        assertMay(server.as(member(CHANGE_RERUN)), ids(id));
        assertMay(server.as(people.admin()), ids(id));
        assertRefused(server.as(CHANGE_RERUN_BULK, VIEW_RERUN), ids(id));
        assertRefused(server.as(member(CHANGE_RERUN_BULK, VIEW_RERUN)), ids(id));
        assertRefused(server.anonymous(), ids(id));
    }

    @Test
    void manyNeedBothPermissions() { // RR-02, AUTH-13
        bulk().forEach(json -> {
            assertMay(server.as(CHANGE_RERUN, CHANGE_RERUN_BULK), json);
            assertMay(server.as(member(CHANGE_RERUN, CHANGE_RERUN_BULK)), json);
            assertMay(server.as(people.admin()), json);
            assertRefused(server.as(CHANGE_RERUN), json);
            assertRefused(server.as(CHANGE_RERUN_BULK), json);
            assertRefused(server.as(member(CHANGE_RERUN)), json);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_results_filters", "test_executions_filters"})
    void anEmptyFilterIsForManyToo(String kind) { // RR-02, RR-05
        String json = "{\"%s\": {}}".formatted(kind);
        assertRefused(server.as(CHANGE_RERUN), json);
        TestClient many = server.as(CHANGE_RERUN, CHANGE_RERUN_BULK);
        assertThat(many.delete(Queue.PATH, json).status()).isEqualTo(422);
        assertRefused(server.as(CHANGE_RERUN_BULK), json);
    }

    @Test
    void everyCallerHasIgnoredPermissions() { // RR-03
        try (TestServer open = TestServer.start(
                server.database(), Map.of("assay.access.ignore-permissions", "change_rerun,change_rerun_bulk"))) {
            assertMay(open.anonymous(), ids(id));
            bulk().forEach(json -> assertMay(open.anonymous(), json));
        }
    }

    @Test
    void aMatchingRuleGrantsItToUsersOfItsTeam() { // RR-03, AMR-30, AMR-32
        int team = people.team();
        People.User user = people.members(team, 1).getFirst();
        people.rule(team, "snap", Map.of("name", name, "track", "latest"), CHANGE_ARTEFACT);
        people.rule(team, "charm", Map.of("name", name), CHANGE_RERUN);
        assertRefused(server.as(user), ids(id));

        people.rule(team, "snap", Map.of("name", name), CHANGE_RERUN);
        people.rule(people.team(), "snap", Map.of("name", name, "stage", "beta"), CHANGE_ARTEFACT);

        assertMay(server.as(user), ids(id));
        assertThat(server.as(user).post(Queue.PATH, ids(id)).status()).isEqualTo(200);
        assertRefused(server.as(people.user()), ids(id));
        assertRefused(server.as(VIEW_RERUN), ids(id));
    }

    @Test
    void aGrantIsNotAPermissionForMany() { // RR-02
        int team = people.team();
        people.rule(team, "snap", Map.of("name", name), CHANGE_RERUN, CHANGE_RERUN_BULK);
        TestClient granted = server.as(people.members(team, 1).getFirst());
        bulk().forEach(json -> assertRefused(granted, json));
    }

    @Test
    void everyArtefactMustBeGranted() { // RR-03, RR-04
        int team = people.team(CHANGE_RERUN_BULK);
        people.rule(team, "snap", Map.of("name", name), CHANGE_RERUN);
        TestClient granted = server.as(people.members(team, 1).getFirst());
        StartBody other = StartBody.of("deb").with("environment", body.text("environment"));
        int foreign = queue.start(other);
        List<String> mixed = List.of(
                ids(id, foreign),
                ids(id, ", \"test_executions_filters\": {\"artefacts\": [\"%s\"]}".formatted(other.text("name"))),
                "{\"test_executions_filters\": {\"environments\": [\"%s\"]}}".formatted(body.text("environment")));

        bulk().forEach(json -> assertMay(granted, json));
        mixed.forEach(json -> assertRefused(granted, json));

        people.rule(team, "deb", Map.of("name", other.text("name")), CHANGE_RERUN);
        mixed.forEach(json -> assertMay(granted, json));
        granted.post(Queue.PATH + "?silent=true", mixed.getLast());
        assertThat(queue.requested(id, foreign)).containsExactly(id, foreign);
    }

    @Test
    void anEmptySelectionIsNotRefused() { // RR-04, AUTH-16
        TestClient user = server.as(people.user());
        for (String nothing :
                List.of("{}", ids(List.of()), ids(2147483647), "{\"test_execution_ids\": [99999999999]}")) {
            Queue.isRefused(user.post(Queue.PATH, nothing), 404, "Didn't find test executions with provided ids");
            Queue.isNull(user.post(Queue.PATH + "?silent=true", nothing));
            Queue.isNull(user.delete(Queue.PATH, nothing));
            assertRefused(server.anonymous(), nothing);
            assertRefused(server.as(VIEW_RERUN), nothing);
        }
        TestClient many = server.as(member(CHANGE_RERUN_BULK));
        String none = "{\"test_executions_filters\": {\"artefacts\": [\"nobody's\"]}}";
        Queue.isNull(many.post(Queue.PATH + "?silent=true", none));
        Queue.isNull(many.delete(Queue.PATH, none));
    }

    @Test
    void inputIsCheckedBeforeThePermissions() { // RR-05, RR-11, CONV-36
        for (String bad : List.of("{", "null", "{\"test_execution_ids\": 5}")) {
            writes(server.anonymous())
                    .forEach(write -> assertThat(write.apply(bad).status()).isEqualTo(422));
        }
        assertThat(server.anonymous().send("POST", Queue.PATH).status()).isEqualTo(422);
        assertThat(server.anonymous().send("DELETE", Queue.PATH).status()).isEqualTo(422);
    }

    @Test
    void anEmptyFilterIsReportedBeforeAMissingPermission() { // RR-05
        String empty = "{\"test_results_filters\": {}}";
        writes(server.as(member(CHANGE_RERUN_BULK)))
                .forEach(write -> Queue.isRefused(
                        write.apply(empty), 422, "At least one filter must be provided in test_results_filters"));
        assertRefused(server.as(member()), empty);
        Queue.isRefused(
                server.as(CHANGE_RERUN, CHANGE_RERUN_BULK).post(Queue.PATH, empty),
                422,
                "Creating rerun requests from filters must be done silently");
    }
}
