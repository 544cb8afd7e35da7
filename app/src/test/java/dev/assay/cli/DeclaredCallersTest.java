package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestCluster;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code KUBERNETES_CALLERS}: an installation admits its own programs (docs/in-cluster.md). */
class DeclaredCallersTest {
    private static final String PROPERTY = "assay.declared.callers";
    private static final String BOTH =
            "assay/assay-operator=operator:view_test,change_test;team-*/*=collector:change_test";

    private final TestDatabase database = TestDatabase.migrated();

    private record Ended(int code, String out, String err) {}

    @AfterEach
    void withoutTheSettingNothingIsDeclared() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void theCallersAreDeclaredAndASecondTimeChangesNothing() {
        Ended first = migrate(BOTH);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("Created application operator: change_test, view_test for assay/assay-operator")
                .contains("Created application collector: change_test for team-*/*");
        assertThat(callers())
                .containsExactly(
                        List.of("collector", "{change_test}", "KUBERNETES_CALLERS", "kubernetes", "team-*", "*"),
                        List.of(
                                "operator",
                                "{change_test,view_test}",
                                "KUBERNETES_CALLERS",
                                "kubernetes",
                                "assay",
                                "assay-operator"));
        assertThat(database.strings("SELECT api_key FROM application")).allMatch(key -> key.startsWith("none:"));
        List<String> log = database.strings("SELECT id FROM audit_entry");

        Ended again = migrate(BOTH.replace(";", "\n\n ; ").replace("=", " = "));

        assertThat(again.out()).doesNotContain("application");
        assertThat(database.strings("SELECT id FROM audit_entry")).isEqualTo(log);
    }

    @Test
    void theyReachTheApiWithTheirTokens(@TempDir Path directory) {
        migrate(BOTH);
        try (TestCluster cluster = TestCluster.start(directory);
                TestServer server = TestServer.start(database, cluster.settings())) {
            assertThat(server.anonymous()
                            .withKey(cluster.token("assay", "assay-operator"))
                            .get("/v1/test-executions/0")
                            .status())
                    .isEqualTo(404);
            assertThat(server.anonymous()
                            .withKey(cluster.token("team-a", "tests"))
                            .get("/v1/applications/me")
                            .text("name"))
                    .isEqualTo("collector");
            assertThat(server.anonymous()
                            .withKey(cluster.token("team-a", "tests"))
                            .get("/v1/test-executions/0")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void theAuditLogNamesTheCommand() {
        migrate(BOTH);

        assertThat(database.rows("""
                        SELECT DISTINCT resource, principal LIKE 'command:%', operation FROM audit_entry
                        WHERE resource IN ('application', 'application_trust') ORDER BY 1
                        """))
                .containsExactly(
                        List.of("application", "t", "assay migrate"),
                        List.of("application_trust", "t", "assay migrate"));
    }

    @Test
    void aCallerThatIsNoLongerDeclaredLosesAccess() {
        migrate("a/x=one:view_test;b/y=one:view_test;c/z=two:view_user,view_test");
        assertThat(callers())
                .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(3) + " " + row.get(4))
                .containsExactly(
                        "one {view_test} kubernetes a",
                        "one {view_test} kubernetes-2 b",
                        "two {view_test,view_user} kubernetes c");

        Ended less = migrate("b/y=one:change_test");

        assertThat(less.out())
                .contains("Changed application one: change_test for b/y")
                .contains("Removed the callers of applications that are no longer named");
        assertThat(callers())
                .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(3) + " " + row.get(4))
                .containsExactly("one {change_test} kubernetes b", "two {view_test,view_user}  ");
        assertThat(migrate("b/y=one:change_test").out()).doesNotContain("Removed the callers", "Changed application");
        assertThat(migrate("").out()).doesNotContain("Removed the callers", "Changed application");
        assertThat(callers()).extracting(row -> row.get(3)).contains("kubernetes");

        migrate(" none ");

        assertThat(callers()).extracting(row -> row.get(3)).containsOnly("");
    }

    @Test
    void permissionsOfOursAreDeclaredLikeOthers() {
        String held = """
                SELECT permissions, coalesce(permission, '') FROM application
                LEFT JOIN application_permission ON application_id = id""";

        assertThat(migrate("a/b=auditor:view_audit,view_test").out())
                .contains("Created application auditor: view_test, view_audit for a/b");
        assertThat(database.rows(held)).containsExactly(List.of("{view_test}", "view_audit"));
        assertThat(migrate("a/b=auditor:view_test,view_audit").out()).doesNotContain("Changed");

        assertThat(migrate("a/b=auditor:view_test").out()).contains("Changed application auditor: view_test for a/b");
        assertThat(database.rows(held)).containsExactly(List.of("{view_test}", ""));
        assertThat(migrate("a/b=auditor:view_test").out()).doesNotContain("Changed");
    }

    @Test
    void applicationsOfPeopleAreNotChanged() {
        database.execute("""
                INSERT INTO application (name, permissions, api_key, created_at, updated_at)
                VALUES ('collector', '{view_user}', 'none:x', now(), now());
                INSERT INTO application_trust (application_id, name, issuer, audience, conditions, namespace,
                                               service_account, created_at, updated_at)
                SELECT id, 'kubernetes', '', '', '{}', 'mine', '*', now(), now() FROM application""");
        List<List<String>> before = callers();

        Ended refused = migrate(BOTH);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("KUBERNETES_CALLERS", "collector", "DELETE /v1/applications/{id}");
        assertThat(callers()).isEqualTo(before);
        migrate("assay/assay-operator=operator:view_test");
        migrate("none");
        assertThat(callers()).containsAll(before);
    }

    @Test
    void trustsThatPeopleAddToADeclaredApplicationStay() {
        migrate(BOTH);
        database.execute("""
                INSERT INTO application_trust (application_id, name, issuer, audience, conditions, created_at, updated_at)
                SELECT id, 'ci', 'https://token.example', 'assay', '{"sub": ["x"]}', now(), now() FROM application
                WHERE name = 'collector'""");

        migrate("team-b/*=collector:change_test");

        assertThat(callers())
                .filteredOn(row -> row.getFirst().equals("collector"))
                .extracting(row -> row.get(3) + " " + row.get(4))
                .containsExactlyInAnyOrder("ci ", "kubernetes team-b");
    }

    @Test
    void severalAtOnceAreSafe() {
        System.setProperty(PROPERTY, BOTH);
        List<Ended> ended = Together.call(4, i -> run(database.dbUrl()));

        assertThat(ended).allSatisfy(one -> assertThat(one.code()).as(one.err()).isZero());
        assertThat(ended)
                .filteredOn(one -> one.out().contains("Created application"))
                .hasSize(1);
        assertThat(callers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | does not have the form namespace/service-account=application:permission",
                "a/b=c | does not have the form namespace/service-account=application:permission",
                "a=c:view_test | does not have the form namespace/service-account=application:permission",
                "a/b/c=d:view_test | does not have the form namespace/service-account=application:permission",
                "a/b=c:view_test:x | does not have the form namespace/service-account=application:permission",
                "/b=c:view_test | the namespace '' is not valid",
                "A/b=c:view_test | the namespace 'A' is not valid",
                "a/=c:view_test | the service account '' is not valid",
                "a/b_=c:view_test | the service account 'b_' is not valid",
                "a/b=:view_test | has no name for the application",
                "a/b=c/d:view_test | has no name for the application",
                "a/b=c,d:view_test | has no name for the application",
                "a/b=c: | names the permission '', which does not exist; the permissions are add_application, ",
                "a/b=c:view_test, | names the permission '', which does not exist",
                "a/b=c:view_tests | names the permission 'view_tests', which does not exist",
                "a/b=c:VIEW_TEST | names the permission 'VIEW_TEST', which does not exist",
                "a/b=c:view_test;a/b=d:view_test | names a/b a second time",
                "a/b=c:view_test;d/e=c:view_user | gives 'c' other permissions",
                "; | has no entry",
            })
    void anInvalidSettingIsRefusedBeforeAnyChange(String callers, String why) {
        System.setProperty(PROPERTY, callers);
        TestDatabase empty = TestDatabase.fresh();

        Ended refused = run(empty.dbUrl());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("KUBERNETES_CALLERS ")
                .contains(why)
                .contains("Write entries as in: ");
        assertThat(empty.strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .isEmpty();
    }

    /** Each application with its permissions, who declared it, and a trust with its namespace and account. */
    private List<List<String>> callers() {
        return database.rows("""
                SELECT a.name, a.permissions, a.declared_by, t.name, t.namespace, t.service_account
                FROM application a LEFT JOIN application_trust t ON t.application_id = a.id
                ORDER BY a.name, t.name""");
    }

    private Ended migrate(String callers) {
        System.setProperty(PROPERTY, callers);
        return run(database.dbUrl());
    }

    private static Ended run(String url) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine assay = Assay.commandLine(Map.of("DB_URL", url), new PrintWriter(out, true));
        assay.setErr(new PrintWriter(err, true));
        int code = assay.execute("migrate");
        return new Ended(code, out.toString(), err.toString());
    }
}
