package dev.assay.access;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static dev.assay.access.Permission.VIEW_AUDIT;
import static dev.assay.access.Permission.VIEW_TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.UnknownValues;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions of applications and teams: v2 shows all of them, v1 only those of Test Observer. */
class HeldPermissionsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final People PEOPLE = new People(SERVER.database());

    private final TestClient admin =
            SERVER.as(ADD_APPLICATION, CHANGE_APPLICATION, VIEW_APPLICATION, CHANGE_TEAM, VIEW_TEAM);

    /** A new application or team, and a client that calls as the application or as a member of the team. */
    private record Holder(String v1, String v2, TestClient caller) {}

    private enum Kind {
        APPLICATION,
        TEAM
    }

    private Holder make(Kind kind) {
        if (kind == Kind.TEAM) {
            int team = PEOPLE.team();
            People.User member = PEOPLE.members(team, 1).getFirst();
            return new Holder("/v1/teams/" + team, "/v2/teams/" + team + "/permissions", SERVER.as(member));
        }
        TestResponse made =
                admin.post("/v1/applications", "{\"name\": \"%s\", \"permissions\": []}".formatted(UUID.randomUUID()));
        int id = made.number("id");
        return new Holder(
                "/v1/applications/" + id,
                "/v2/applications/" + id + "/permissions",
                SERVER.anonymous().withKey(made.text("api_key")));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGrantedCountsAtOnceUntilItIsTaken(Kind kind) { // AUTH-11
        Holder holder = make(kind);
        assertThat(admin.get(holder.v2()).body()).isEqualTo("{\"items\":[]}");

        for (String each : new String[] {"view_audit", "change_test", "view_audit", "change_test", "view_permission"}) {
            assertThat(admin.send("PUT", holder.v2() + "/" + each).status()).isEqualTo(204);
        }

        assertThat(admin.get(holder.v2()).list("items"))
                .containsExactly("change_test", "view_audit", "view_permission");
        assertThat(holder.caller().get("/v2/audit").status()).isEqualTo(200);
        assertThat(holder.caller().get("/v1/permissions").status()).isEqualTo(200);

        for (String each : new String[] {"view_audit", "view_permission", "view_audit", "view_user"}) {
            assertThat(admin.delete(holder.v2() + "/" + each).status()).isEqualTo(204);
        }

        assertThat(admin.get(holder.v2()).list("items")).containsExactly("change_test");
        assertThat(holder.caller().get("/v2/audit").status()).isEqualTo(403);
        assertThat(holder.caller().get("/v1/permissions").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void v1KnowsOnlyThoseOfTestObserver(Kind kind) {
        Holder holder = make(kind);
        admin.send("PUT", holder.v2() + "/view_audit");
        admin.send("PUT", holder.v2() + "/view_test");

        assertThat(admin.get(holder.v1()).list("permissions")).containsExactly("view_test");
        assertThat(admin.get(holder.v1().replaceFirst("/\\d+$", "")).body()).doesNotContain("view_audit");
        TestResponse refused = admin.patch(holder.v1(), "{\"permissions\": [\"view_user\", \"view_audit\"]}");
        TestResponse unknown = admin.patch(holder.v1(), "{\"permissions\": [\"view_user\", \"view_nothing\"]}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).isEqualTo(unknown.body().replace("view_nothing", "view_audit"));
        assertThat(refused.text("detail", 0, "msg"))
                .doesNotContain("view_audit")
                .contains("'view_user'");

        assertThat(admin.patch(holder.v1(), "{\"permissions\": []}").list("permissions"))
                .isEmpty();

        assertThat(admin.get(holder.v2()).list("items")).containsExactly("view_audit");
        assertThat(UnknownValues.in(SERVER.database())).isEmpty();
    }

    /** Test Observer's time of update changes when its row changes (CONV-29). */
    @ParameterizedTest
    @EnumSource
    void theRowIsTouchedOnlyWhereItChanges(Kind kind) {
        Holder holder = make(kind);
        String time = "SELECT updated_at FROM %s WHERE id = %s"
                .formatted(kind.name(), holder.v1().replaceFirst(".*/", ""));
        String before = SERVER.database().strings(time).getFirst();

        admin.send("PUT", holder.v2() + "/view_audit");
        admin.delete(holder.v2() + "/view_audit");
        admin.delete(holder.v2() + "/view_test");
        assertThat(SERVER.database().strings(time)).containsExactly(before);

        admin.send("PUT", holder.v2() + "/view_test");
        String after = SERVER.database().strings(time).getFirst();
        assertThat(after).isNotEqualTo(before);
        admin.send("PUT", holder.v2() + "/view_test");
        assertThat(SERVER.database().strings(time)).containsExactly(after);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/applications/2147483647/permissions, application",
        "GET, /v2/teams/9999999999/permissions, team",
        "PUT, /v2/applications/2147483647/permissions/view_audit, application",
        "PUT, /v2/applications/9999999999/permissions/view_test, application",
        "PUT, /v2/teams/2147483647/permissions/view_audit, team",
        "DELETE, /v2/applications/2147483647/permissions/view_test, application",
        "DELETE, /v2/teams/9999999999/permissions/view_audit, team",
        "DELETE, /v2/teams/2147483647/permissions/view_test, team",
    })
    void anUnknownHolderIsNotFound(String method, String path, String kind) {
        TestResponse answer = method.equals("GET") ? admin.get(path) : admin.send(method, path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("detail")).matches("There is no " + kind + " \\d+");
        assertThat(answer.text("hint")).isEqualTo("GET /v1/" + kind + "s lists them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"view_nothing", "VIEW_AUDIT", "view_audit,view_test", "%20"})
    void anUnknownPermissionIsRefused(String name) {
        Holder holder = make(Kind.APPLICATION);

        assertThat(admin.send("PUT", holder.v2() + "/" + name).status()).isEqualTo(422);
        assertThat(admin.delete(holder.v2() + "/" + name).body()).contains("GET /v2/permissions lists them");
        assertThat(admin.get(holder.v2()).list("items")).isEmpty();
    }

    /** A server of a later version may have granted it, while both run. */
    @Test
    void whatOnlyALaterVersionKnowsIsPassedOver() {
        TestResponse made = admin.post(
                "/v1/applications",
                "{\"name\": \"%s\", \"permissions\": [\"view_permission\"]}".formatted(UUID.randomUUID()));
        SERVER.database()
                .execute("INSERT INTO application_permission VALUES (%d, 'change_gate')".formatted(made.number("id")));

        assertThat(SERVER.anonymous()
                        .withKey(made.text("api_key"))
                        .get("/v1/permissions")
                        .status())
                .isEqualTo(200);
        assertThat(admin.get("/v2/applications/" + made.number("id") + "/permissions")
                        .list("items"))
                .containsExactly("view_permission");
    }

    @Test
    void auditorsAreInTheLog() {
        Holder holder = make(Kind.TEAM);
        String team = holder.v1().replaceFirst(".*/", "");
        admin.send("PUT", holder.v2() + "/view_audit");

        TestResponse log = SERVER.as(VIEW_AUDIT).get("/v2/audit?resource=team_permission&resource_id=" + team);

        assertThat(log.text("items", 0, "action")).isEqualTo("insert");
        assertThat(log.text("items", 0, "after", "permission")).isEqualTo("view_audit");
        assertThat(log.text("items", 0, "operation")).isEqualTo("PUT /v2/teams/{id}/permissions/{permission}");
    }
}
