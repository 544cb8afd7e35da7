package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.identity.launchpad.TestLaunchpad;
import dev.assay.testing.People;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands for operators that work outside the API: contract auth.md section 9. */
class PeopleCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final TestDatabase database = TestServer.shared().database();
    private final People people = new People(database);

    @Test
    void aPersonIsAdded() {
        int team = people.team(Permission.VIEW_TEST);
        String known =
                database.strings("SELECT name FROM team WHERE id = " + team).getFirst();

        assertThat(assay(
                        "user",
                        "add",
                        "cli-1@example.org",
                        "--name",
                        "Cleo Line",
                        "--handle",
                        "cleo",
                        "--team",
                        known,
                        "--team",
                        "cli-new"))
                .as(err.toString())
                .isZero();

        String id = id("cli-1@example.org");
        assertThat(out).asString().isEqualToIgnoringNewLines("Added user " + id + ", cli-1@example.org.");
        assertThat(database.rows("""
                SELECT u.name, u.launchpad_handle, u.is_admin, string_agg(t.name || t.permissions::text, ' ' ORDER BY t.name)
                FROM app_user u JOIN team_users_association x ON x.user_id = u.id JOIN team t ON t.id = x.team_id
                WHERE u.id = %s GROUP BY 1, 2, 3""".formatted(id)))
                .containsExactly(List.of("Cleo Line", "cleo", "f", "cli-new{} " + known + "{view_test}"));
    }

    @Test
    void serviceAccountsAreAcceptedAsAnApplication() {
        assertThat(assay("application", "create", "cli-trusting", "--permission", "change_test"))
                .isZero();
        assertThat(assay("application", "trust", "cli-trusting", "cli-team/*"))
                .as(err.toString())
                .isZero();
        assertThat(assay("application", "trust", "cli-trusting", "cli-team/*")).isZero();
        assertThat(database.rows("SELECT t.namespace, t.service_account FROM application_trust t"
                        + " JOIN application a ON a.id = t.application_id WHERE a.name = 'cli-trusting'"))
                .containsExactly(List.of("cli-team", "*"));
        assertThat(assay("application", "trust", "cli-unknown", "cli-team/*")).isEqualTo(1);
        assertThat(assay("application", "trust", "cli-trusting", "cli-team")).isEqualTo(2);
        assertThat(err).asString().contains("There is no application cli-unknown.", "NAMESPACE/ACCOUNT");
    }

    @Test
    void anAdminMayDoEverything() {
        assertThat(assay("user", "add", "cli-2@example.org", "--name", "Ada", "--admin"))
                .isZero();

        assertThat(out).asString().contains(", an admin.");
        assertThat(database.strings("SELECT is_admin FROM app_user WHERE email = 'cli-2@example.org'"))
                .containsExactly("t");
    }

    /** Section 9: a person who exists is not changed */
    @Test
    void aPersonWhoExistsIsNotChanged() {
        People.User user = people.user();

        assertThat(assay("user", "add", user.email())).as(err.toString()).isZero();
        assertThat(assay("user", "add", user.email(), "--name", "Other", "--admin", "--team", "cli-never"))
                .isZero();

        assertThat(out).asString().contains("User " + user.id() + ", " + user.email() + ", exists already");
        assertThat(database.rows("SELECT name, is_admin FROM app_user WHERE id = " + user.id()))
                .containsExactly(List.of(user.name(), "f"));
        assertThat(database.strings("SELECT 1 FROM team WHERE name = 'cli-never'"))
                .isEmpty();
    }

    @Test
    void aNameIsNeeded() {
        assertThat(assay("user", "add", "cli-3@example.org")).isEqualTo(2);
        assertThat(err)
                .asString()
                .contains("There is no user cli-3@example.org yet")
                .contains("--name");
        assertThat(assay("user", "add", " ", "--name", "x")).isEqualTo(2);
        assertThat(database.strings("SELECT 1 FROM app_user WHERE email IN ('cli-3@example.org', ' ')"))
                .isEmpty();
    }

    /** EXT-10, section 9 */
    @Test
    void theNameComesFromLaunchpad() throws IOException {
        try (TestLaunchpad launchpad = new TestLaunchpad()) {
            launchpad.person("cli-4@example.org", "cli-4", "team-of-launchpad");

            assertThat(assayWith(launchpad.url(), "user", "add", "cli-4@example.org"))
                    .as(err.toString())
                    .isZero();
            assertThat(assayWith(launchpad.url(), "user", "add", "cli-5@example.org"))
                    .isEqualTo(1);

            assertThat(database.rows("""
                    SELECT name, launchpad_handle FROM app_user WHERE email IN ('cli-4@example.org', 'cli-5@example.org')""")).containsExactly(List.of("Of Launchpad", "cli-4"));
            assertThat(err).asString().contains("Launchpad does not answer").contains("--name");
        }
    }

    /** MISC-8 */
    @Test
    void promotingMakesAnAdmin() {
        People.User user = people.user();
        TestClient client = TestServer.shared().as(user);
        assertThat(client.get("/v1/teams").status()).isEqualTo(403);

        assertThat(assay("user", "promote", user.email())).as(err.toString()).isZero();
        assertThat(client.get("/v1/teams").status()).isEqualTo(200);
        assertThat(assay("user", "promote", user.email())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(user.email() + " is an admin now.", user.email() + " is an admin already.");

        assertThat(assay("user", "promote", "nobody@example.org")).isEqualTo(1);
        assertThat(err)
                .asString()
                .contains("There is no user nobody@example.org")
                .doesNotContain("\tat ");
    }

    @Test
    void theListHasEverybodyInTheOrderOfIds() {
        People.User first = people.user();
        People.User second = people.admin();
        int team = people.team();
        people.join(team, second);

        assertThat(assay("user", "list")).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("ID\tEMAIL\tNAME\tHANDLE\tADMIN\tTEAMS");
        assertThat(lines)
                .containsSubsequence(
                        "%d\t%s\t%s\t%s\tno\t".formatted(first.id(), first.email(), first.name(), first.handle()),
                        "%d\t%s\t%s\t%s\tyes\t%s"
                                .formatted(
                                        second.id(),
                                        second.email(),
                                        second.name(),
                                        second.handle(),
                                        database.strings("SELECT name FROM team WHERE id = " + team)
                                                .getFirst()));
    }

    /** Section 9, NOTIF-6 */
    @Test
    void assigningReplacesTheReviewersAndNotifiesNoOne() {
        int artefact = artefact(execution());
        People.User before = people.user();
        People.User after = people.user();
        database.execute("INSERT INTO artefact_reviewers_association VALUES (%d, %d)".formatted(artefact, before.id()));

        assertThat(assay("artefact", "assign", "" + artefact, "" + after.id()))
                .as(err.toString())
                .isZero();

        assertThat(out).asString().contains("User " + after.id() + " is the only reviewer of artefact " + artefact);
        assertThat(database.strings(
                        "SELECT user_id FROM artefact_reviewers_association WHERE artefact_id = " + artefact))
                .containsExactly("" + after.id());
        assertThat(database.strings("SELECT 1 FROM notification WHERE user_id = " + after.id()))
                .isEmpty();
        assertThat(assay("artefact", "assign", "0", "" + after.id())).isEqualTo(1);
        assertThat(err).asString().contains("There is no artefact 0.");
        assertThat(assay("artefact", "assign", "" + artefact, "0")).isEqualTo(1);
        assertThat(err).asString().contains("There is no user 0.");
    }

    /** Section 9, DM-20 to DM-28: reviews do not keep it, shared metadata stays */
    @Test
    void deletingRemovesEverythingOfTheArtefact() {
        int execution = execution();
        int other = execution();
        int artefact = artefact(execution);
        People.User reviewer = people.user();
        for (int each : new int[] {execution, other}) {
            assertThat(client().patch(
                                    "/v1/test-executions/" + each, "{\"execution_metadata\": {\"cli\": [\"shared\"]}}")
                            .status())
                    .isEqualTo(200);
        }
        client().post("/v1/test-executions/" + execution + "/test-results", Posted.results("cli", 3));
        client().post("/v1/test-executions/reruns", "{\"test_execution_ids\": [%d]}".formatted(execution));
        database.execute("""
                INSERT INTO artefact_reviewers_association VALUES (%1$d, %2$d);
                INSERT INTO environment_review_reviewers_association (environment_review_id, user_id)
                SELECT r.id, %2$d FROM artefact_build_environment_review r JOIN artefact_build b ON b.id = r.artefact_build_id
                WHERE b.artefact_id = %1$d""".formatted(artefact, reviewer.id()));
        assertThat(database.strings(
                        "SELECT 1 FROM environment_review_reviewers_association WHERE user_id = " + reviewer.id()))
                .isNotEmpty();

        assertThat(assay("artefact", "delete", "" + artefact))
                .as(err.toString())
                .isZero();
        assertThat(assay("artefact", "delete", "" + artefact)).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "Removed artefact " + artefact + " with its builds, executions, results and reviews.",
                        "There is no artefact " + artefact + ": nothing to remove.");
        assertThat(client().get("/v1/test-executions/" + execution).status()).isEqualTo(404);
        assertThat(database.strings("SELECT 1 FROM test_result WHERE test_execution_id = " + execution))
                .isEmpty();
        assertThat(database.strings("SELECT 1 FROM app_user WHERE id = " + reviewer.id()))
                .isNotEmpty();
        assertThat(client().get("/v1/test-executions/" + other).body()).contains("{\"cli\":[\"shared\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user promote",
                "artefact delete x",
                "artefact assign 1",
                "user add a b",
                "artefact delete 99999999999"
            })
    void invalidArgumentsAreRefused(String command) {
        assertThat(assay(command.split(" "))).isEqualTo(2);
        assertThat(err).asString().contains("Usage: ");
    }

    /** Permissions that only we have are in our own table. */
    @Test
    void anApplicationMayDoWhatTheCommandSays() {
        String name = "cli-" + people.user().id();

        assertThat(assay("application", "create", name, "--permission", "view_audit,view_test"))
                .as(err.toString())
                .isZero();

        String key = out.toString().lines().toList().getLast();
        assertThat(TestServer.shared()
                        .anonymous()
                        .withKey(key)
                        .get("/v2/audit?limit=1")
                        .status())
                .isEqualTo(200);
        assertThat(database.rows("""
                SELECT permissions, permission FROM application LEFT JOIN application_permission ON application_id = id
                WHERE name = '%s'""".formatted(name))).containsExactly(List.of("{view_test}", "view_audit"));
    }

    @Test
    void programsReadJson() {
        int team = people.team();
        String known =
                database.strings("SELECT name FROM team WHERE id = " + team).getFirst();
        String email = "json-" + team + "@example.org";
        String name = "json-" + team;
        int artefact = artefact(execution());
        int reviewer = people.user().id();

        for (String command : List.of(
                "user add " + email + " --name Jo --handle jo --team " + known,
                "user add " + email,
                "user promote " + email,
                "user promote " + email,
                "artefact assign " + artefact + " " + reviewer,
                "artefact delete " + artefact,
                "artefact delete " + artefact,
                "application create " + name + " --permission view_test",
                "application rotate " + name,
                "application trust " + name + " json/ci")) {
            assertThat(assay((command + " --json").split(" ")))
                    .as(command + err)
                    .isZero();
        }
        assertThat(assay("user", "list", "--json")).isZero();

        String id = id(email);
        String application = database.strings("SELECT id FROM application WHERE name = '" + name + "'")
                .getFirst();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.subList(0, 7))
                .containsExactly(
                        "{\"id\":%s,\"email\":\"%s\",\"added\":true}".formatted(id, email),
                        "{\"id\":%s,\"email\":\"%s\",\"added\":false}".formatted(id, email),
                        "{\"email\":\"%s\",\"promoted\":true}".formatted(email),
                        "{\"email\":\"%s\",\"promoted\":false}".formatted(email),
                        "{\"artefact_id\":%d,\"reviewer_id\":%d}".formatted(artefact, reviewer),
                        "{\"artefact_id\":%d,\"deleted\":true}".formatted(artefact),
                        "{\"artefact_id\":%d,\"deleted\":false}".formatted(artefact));
        assertThat(lines.get(7))
                .matches("\\{\"id\":%s,\"name\":\"%s\",\"key\":\"to_\\S+\"}".formatted(application, name));
        assertThat(lines.get(8)).matches("\\{\"name\":\"%s\",\"key\":\"to_\\S+\"}".formatted(name));
        assertThat(lines.get(9)).isEqualTo("{\"name\":\"%s\",\"accounts\":\"json/ci\"}".formatted(name));
        assertThat(lines)
                .contains(
                        "{\"id\":%s,\"email\":\"%s\",\"name\":\"Jo\",\"handle\":\"jo\",\"admin\":true,\"teams\":[\"%s\"]}"
                                .formatted(id, email, known));
        assertThat(lines).allMatch(line -> line.startsWith("{"));
        assertThat(assay("user", "promote", "nobody@example.org", "--json")).isEqualTo(1);
        assertThat(err).asString().contains("There is no user nobody@example.org");
    }

    /** The audit log says which command changed what. */
    @Test
    void theCommandIsNamedInTheAuditLog() {
        People.User user = people.user();

        assay("user", "promote", user.email());

        assertThat(database.strings("""
                SELECT operation FROM audit_entry
                WHERE resource_id = %d AND principal LIKE 'command:%%' AND action = 'update'""".formatted(user.id()))).containsExactly("assay user promote");
    }

    private static TestClient client() {
        return TestServer.shared().as(Permission.values());
    }

    private static int execution() {
        return StartBody.of("snap").start(client());
    }

    private int artefact(int execution) {
        return Integer.parseInt(database.strings("""
                SELECT b.artefact_id FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id =\s""" + execution).getFirst());
    }

    private String id(String email) {
        return database.strings("SELECT id FROM app_user WHERE email = '" + email + "'")
                .getFirst();
    }

    private int assay(String... words) {
        return assayWith("", words);
    }

    private int assayWith(String launchpad, String... words) {
        CommandLine assay = Assay.commandLine(
                Map.of("DB_URL", database.dbUrl(), "LAUNCHPAD_URL", launchpad), new PrintWriter(out, true));
        assay.setErr(new PrintWriter(err, true));
        return assay.execute(words);
    }
}
