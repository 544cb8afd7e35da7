package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.CHANGE_USER;
import static dev.assay.access.Permission.VIEW_TEAM;
import static dev.assay.access.Permission.VIEW_USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of round trips for teams, rules and users does not depend on how many members, rules or teams they have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeamRoundTripsTest {
    /** One hour: Hikari does not check idle connections within this time, which would add round trips. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private static final String RULES = "/v1/artefact-matching-rules";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final People people = new People(database);
    private final AtomicInteger made = new AtomicInteger();
    private final TestServer server;
    private final TestClient client;

    TeamRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(VIEW_TEAM, CHANGE_TEAM, VIEW_USER, CHANGE_USER);
    }

    @BeforeAll
    void warmUp() {
        for (int i = 0; i < 6; i++) {
            int team = team(2);
            ok(client.get("/v1/teams"));
            ok(client.get("/v1/teams/" + team));
            ok(client.patch("/v1/teams/" + team, rules(2)));
            int rule = client.get("/v1/teams/" + team).number("artefact_matching_rules", 0, "id");
            ok(client.patch(RULES + "/" + rule, "{\"stage\": \"beta\", \"team_ids\": [%d]}".formatted(people.team())));
            ok(client.get("/v1/users"));
            ok(client.get(RULES));
            ok(client.delete("/v1/users/" + people.user().id()));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    @Test
    void teams() {
        assertConstant("get a team", 2, n -> {
            int team = team(n);
            return () -> ok(client.get("/v1/teams/" + team));
        });
        assertConstant("replace the rules of a team", 9, n -> {
            int team = team(n);
            String rules = rules(n);
            return () -> ok(client.patch("/v1/teams/" + team, rules));
        });
        assertConstant("send the rules of a team again", 9, n -> {
            int team = people.team();
            String rules = rules(n);
            ok(client.patch("/v1/teams/" + team, rules));
            return () -> ok(client.patch("/v1/teams/" + team, rules));
        });
    }

    /** Each page of a list takes one round trip. */
    @Test
    void lists() {
        int team = people.team();
        int pages =
                Integer.parseInt(database.strings("SELECT count(*) FROM team").getFirst()) / 50;
        assertConstant("list teams", 3 + pages, n -> {
            people.members(team, n);
            return () -> ok(client.get("/v1/teams"));
        });
        assertConstant("list users", 3, n -> {
            people.members(people.team(), n);
            return () -> ok(client.get("/v1/users?limit=1000"));
        });
    }

    @Test
    void rules() {
        assertConstant("change a rule and its teams", 11, n -> {
            String teams = IntStream.range(0, n)
                    .mapToObj(i -> String.valueOf(people.team()))
                    .collect(Collectors.joining(","));
            int rule = people.rule(people.team(), "snap", Map.of("name", "r" + made.incrementAndGet()));
            return () ->
                    ok(client.patch(RULES + "/" + rule, "{\"stage\": \"beta\", \"team_ids\": [%s]}".formatted(teams)));
        });
    }

    /** USR-9 */
    @Test
    void deletingAPerson() {
        assertConstant("delete a person", 3, n -> {
            People.User user = people.user();
            IntStream.range(0, n).forEach(i -> people.join(people.team(), user));
            return () -> ok(client.delete("/v1/users/" + user.id()));
        });
    }

    /** Creates a team with this number of members and rules. */
    private int team(int size) {
        int team = people.team();
        people.members(team, size);
        ok(client.patch("/v1/teams/" + team, rules(size)));
        return team;
    }

    private String rules(int count) {
        int unique = made.incrementAndGet();
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"family\": \"snap\", \"name\": \"trip-%d-%d\"}".formatted(unique, i))
                .collect(Collectors.joining(",", "{\"artefact_matching_rules\": [", "]}"));
    }

    private void assertConstant(String what, int most, IntFunction<Runnable> arranged) {
        List<Integer> trips =
                IntStream.of(1, 300).mapToObj(arranged).map(relay::count).toList();

        assertThat(trips).as(what).allMatch(count -> count <= most);
        assertThat(trips.getFirst()).as(what).isEqualTo(trips.getLast());
    }

    private static void ok(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
    }
}
