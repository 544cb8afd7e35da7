package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.User;
import dev.assay.testing.CountingRelay;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of round trips of a request about artefacts does not depend on the number of artefacts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtefactRoundTripsTest {
    /** Hikari does not check an idle connection within this time, an hour: a check would count as a round trip. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final TestClient client;
    private final People people = new People(database);
    private List<Integer> artefacts = List.of();

    ArtefactRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(CHANGE_TEST, VIEW_ARTEFACT, CHANGE_ARTEFACT);
    }

    @BeforeAll
    void fill() {
        StartBody.of("charm").start(client);
        database.execute("""
                INSERT INTO artefact (family, name, version, track, store, branch, series, repo, source, os, release,
                                      owner, sha256, image_url, stage, status, comment, created_at, updated_at)
                SELECT family, name, version || n, track, store, branch, series, repo, source, os, release,
                       owner, sha256, image_url, stage, status, comment, created_at, updated_at
                FROM artefact, generate_series(1, 299) n;
                INSERT INTO artefact_build (artefact_id, architecture, revision, created_at, updated_at)
                SELECT a.id, 'arm64', n, now(), now() FROM artefact a, generate_series(1, 3) n;
                INSERT INTO artefact_bundled_builds_association (artefact_id, artefact_build_id)
                SELECT artefact_id, id FROM artefact_build""");
        artefacts = database.strings("SELECT id FROM artefact ORDER BY id").stream()
                .map(Integer::valueOf)
                .toList();
        for (int i = 0; i < 6; i++) {
            ok(client.get("/v1/artefacts"));
            ok(client.patch("/v1/artefacts/" + artefacts.getFirst(), "{\"reviewer_ids\": [], \"bundled_builds\": []}"));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    @Test
    void readingMany() { // ART-LIST-08
        Artefacts door = server.bean(Artefacts.class);
        door.byId(artefacts.subList(0, 1));
        assertConstant(
                "by id", 1, n -> assertThat(door.byId(artefacts.subList(0, n))).hasSize(n));
    }

    @Test
    void listing() { // ART-LIST-08
        assertConstant("list", 2, n -> {
            database.execute("UPDATE artefact SET archived = id > %d".formatted(artefacts.get(n - 1)));
            TestResponse list = client.get("/v1/artefacts");
            assertThat(list.json().size()).isEqualTo(n);
        });
        database.execute("UPDATE artefact SET archived = false");
    }

    @Test
    void readingOne() {
        String path = "/v1/artefacts/" + artefacts.getFirst();
        assertConstant("read", 2, n -> ok(client.get(path)));
        assertConstant("versions", 2, n -> ok(client.get(path + "/versions")));
        assertConstant("search", 2, n -> ok(client.get("/v1/artefacts/search?limit=" + n)));
        assertConstant("history", 2, n -> ok(client.get("/v1/artefacts/history?family=charm&name=n&limit=" + n)));
    }

    @Test
    void readingOnV2() {
        assertConstant("page", 3, n -> ok(client.get("/v2/artefacts?family=charm&limit=" + n)));
        assertConstant("one", 2, n -> ok(client.get("/v2/artefacts/" + artefacts.get(n - 1))));
    }

    @Test
    void changing() {
        String path = "/v1/artefacts/" + artefacts.getLast();
        List<Integer> users =
                IntStream.range(0, 300).mapToObj(i -> people.user().id()).toList();
        List<Integer> builds = database.strings("SELECT id FROM artefact_build ORDER BY id").stream()
                .map(Integer::valueOf)
                .toList();
        assertConstant(
                "patch",
                13,
                n -> ok(client.patch(
                        path,
                        "{\"comment\": \"%d\", \"reviewer_ids\": [%s], \"bundled_builds\": [%s]}"
                                .formatted(n, first(users, n), first(builds, n)))));
    }

    @Test
    void eachCredentialCostsOneStatement() { // AUTH-10, AUTH-11
        TestClient user =
                server.as(people.members(people.team(VIEW_ARTEFACT), 1).getFirst());
        for (int i = 0; i < 6; i++) {
            ok(user.get("/v1/artefacts/search"));
        }
        assertThat(relay.count(() -> client.get("/v1/artefacts/search"))).isEqualTo(2);
        assertThat(relay.count(() -> user.get("/v1/artefacts/search"))).isEqualTo(2);
        TestClient both = user.with("Authorization", client.headers().get("Authorization"));
        assertThat(relay.count(() -> both.get("/v1/artefacts/search"))).isEqualTo(3);
        TestClient withoutHeader = client.with("Cookie", user.headers().get("Cookie"));
        assertThat(relay.count(() -> withoutHeader.get("/v1/artefacts/search"))).isEqualTo(2);
        assertThat(relay.count(() -> server.anonymous().withSession("tampered").get("/v1/artefacts/search")))
                .isZero();
    }

    @Test
    void askingForGrants() { // AMR-34
        int team = people.team();
        People.User user = people.members(team, 1).getFirst();
        people.rule(team, "charm", Map.of(), CHANGE_ARTEFACT);
        Access access = server.bean(Access.class);
        Caller caller =
                new Caller(null, new User(user.id(), user.email(), user.handle(), user.name(), false, List.of()));
        access.isGranted(caller, CHANGE_ARTEFACT, artefacts.subList(0, 1));
        assertConstant(
                "grants",
                1,
                n -> assertThat(access.isGranted(caller, CHANGE_ARTEFACT, artefacts.subList(0, n)))
                        .isTrue());
    }

    private void assertConstant(String what, int atMost, IntConsumer call) {
        List<Integer> costs = IntStream.of(1, 100, 300)
                .map(n -> relay.count(() -> call.accept(n)))
                .boxed()
                .toList();
        System.out.println("round trips: " + what + ": " + costs);
        assertThat(costs).as(what).containsOnly(costs.getFirst());
        assertThat(costs.getFirst()).as(what).isBetween(1, atMost);
    }

    private static String first(List<Integer> ids, int count) {
        return ids.subList(0, count).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }
}
