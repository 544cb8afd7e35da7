package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.User;
import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The callers that may change an artefact: ART-PATCH-02, auth.md AUTH-10 to 17, matching-rules.md AMR-30 to 33. */
class ArtefactAccessTest {
    private final TestServer server = TestServer.shared();
    private final People people = new People(server.database());
    private final StartedArtefact snap = StartedArtefact.of("snap");

    @Test
    void applicationsNeedThePermission() { // ART-PATCH-02 (c), AUTH-15
        assertThat(patch(server.as(CHANGE_ARTEFACT)).status()).isEqualTo(200);
        assertRefused(server.as(CHANGE_TEST, VIEW_ARTEFACT));
        assertRefused(server.anonymous());
    }

    @Test
    void usersHaveItThroughTheirTeams() { // ART-PATCH-02 (b), AUTH-15
        People.User user = people.members(people.team(CHANGE_ARTEFACT), 1).getFirst();
        assertThat(patch(server.as(user)).status()).isEqualTo(200);
        assertThat(patch(server.as(people.admin())).status()).isEqualTo(200);
        assertRefused(server.as(people.members(people.team(VIEW_ARTEFACT), 1).getFirst()));
        assertRefused(server.as(people.user()));
    }

    @Test
    void everyCallerHasAnIgnoredPermission() { // ART-PATCH-02 (a), AUTH-15
        try (TestServer open =
                TestServer.start(server.database(), Map.of("assay.access.ignore-permissions", "change_artefact"))) {
            assertThat(patch(open.anonymous()).status()).isEqualTo(200);
        }
    }

    @Test
    void aMatchingRuleGrantsItToUsersOfItsTeam() { // ART-PATCH-02 (d), AUTH-15, AMR-30
        int team = people.team();
        People.User user = people.members(team, 1).getFirst();
        TestClient client = server.as(user);
        people.rule(team, "snap", Map.of("name", snap.name(), "stage", "edge"), CHANGE_ARTEFACT);
        people.rule(team, "charm", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        people.rule(team, "snap", Map.of("name", snap.name()), VIEW_ARTEFACT, CHANGE_TEST);
        assertRefused(client);

        people.rule(team, "snap", Map.of("name", snap.name(), "track", "latest"), VIEW_ARTEFACT, CHANGE_ARTEFACT);

        assertThat(patch(client).status()).isEqualTo(200);
        assertRefused(server.as(people.user()));
        assertThat(client.patch(StartedArtefact.of("snap").path(), "{}").status())
                .isEqualTo(403);
        assertThat(client.get(snap.path()).status())
                .as("grants nothing else, AUTH-17")
                .isEqualTo(403);
    }

    @Test
    void aMoreSpecificRuleDoesNotRevokeAGrant() { // AMR-30, AMR-33
        int broad = people.team();
        people.rule(broad, "snap", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        people.rule(people.team(), "snap", Map.of("name", snap.name(), "stage", "beta", "track", "latest"));
        assertThat(patch(server.as(people.members(broad, 1).getFirst())).status())
                .isEqualTo(200);
    }

    @Test
    void aGrantDoesNotDependOnAdminsAndTeams() { // AMR-31
        People.User user = people.members(people.team(VIEW_ARTEFACT), 1).getFirst();
        people.rule(people.team(), "snap", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        assertRefused(server.as(user));
    }

    @Test
    void applicationsDoNotGetGrants() { // AUTH-15, AMR-32
        int team = people.team();
        people.rule(team, "snap", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        TestClient application = server.as(VIEW_ARTEFACT);
        assertRefused(application);
        TestClient both = server.as(people.members(team, 1).getFirst()).withKey(server.key(VIEW_ARTEFACT));
        assertThat(patch(both).status()).isEqualTo(200);
    }

    @Test
    void aGrantEndsWithTheMembership() { // AUTH-11
        int team = people.team();
        People.User user = people.members(team, 1).getFirst();
        people.rule(team, "snap", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        TestClient client = server.as(user);
        assertThat(patch(client).status()).isEqualTo(200);
        server.database().execute("DELETE FROM team_users_association WHERE user_id = " + user.id());
        assertRefused(client);
    }

    @ParameterizedTest
    @CsvSource({"{, 422", "'{\"archived\": []}', 422", "'{}', 404"})
    void inputAndExistenceAreCheckedBeforeThePermission(String body, int status) { // CONV-36, AUTH-9
        TestResponse answer = server.anonymous().patch("/v1/artefacts/2147483647", body);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 404) {
            assertThat(answer.text("detail")).isEqualTo("Artefact with id 2147483647 not found");
        }
    }

    @Test
    void thePermissionIsCheckedBeforeTheRules() { // ART-PATCH, order of evaluation
        TestResponse answer = server.anonymous().patch(snap.path(), "{\"stage\": \"current\"}");
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aGrantForManyArtefactsNeedsOneForEach() { // AMR-30, AMR-34
        int team = people.team();
        People.User user = people.members(team, 1).getFirst();
        StartedArtefact other = StartedArtefact.of("deb");
        people.rule(team, "snap", Map.of("name", snap.name()), CHANGE_ARTEFACT);
        Access access = server.bean(Access.class);
        Caller caller =
                new Caller(null, new User(user.id(), user.email(), user.handle(), user.name(), false, List.of()));

        assertThat(access.isGranted(caller, CHANGE_ARTEFACT, List.of(snap.id(), snap.id())))
                .isTrue();
        assertThat(access.isGranted(caller, CHANGE_ARTEFACT, List.of(snap.id(), other.id())))
                .isFalse();
        assertThat(access.isGranted(caller, CHANGE_ARTEFACT, List.of())).isTrue();
        people.rule(team, "deb", Map.of(), CHANGE_ARTEFACT);
        assertThat(access.isGranted(caller, CHANGE_ARTEFACT, List.of(snap.id(), other.id())))
                .isTrue();
        assertThat(access.isGranted(caller, CHANGE_TEST, List.of(snap.id()))).isFalse();
        assertThat(access.isGranted(new Caller(null, null), CHANGE_ARTEFACT, List.of()))
                .isFalse();
    }

    private TestResponse patch(TestClient client) {
        return client.patch(snap.path(), "{\"comment\": \"c\"}");
    }

    private void assertRefused(TestClient client) {
        String before = snap.row();
        TestResponse answer = client.patch(snap.path(), "{\"comment\": \"refused\"}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
        assertThat(snap.row()).isEqualTo(before);
    }
}
