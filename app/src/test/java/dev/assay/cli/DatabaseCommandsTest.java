package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.SchemaScripts;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DatabaseCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "db migrate"})
    void migrateSaysWhatItDid(String command) {
        TestDatabase database = TestDatabase.fresh();

        assertThat(assay(database.dbUrl(), command)).isZero();
        List<String> said = new ArrayList<>(
                SchemaScripts.titles().stream().map("schema "::concat).toList());
        said.add("Migrated from an empty database to " + SchemaScripts.latest() + ".");
        assertThat(out.toString().lines()).containsExactlyElementsOf(said);
        assertThat(err).asString().isEmpty();
    }

    @Test
    void migrateHasNothingLeftToDo() {
        assertThat(assay(TestDatabase.migrated().dbUrl(), "migrate")).isZero();
        assertThat(out)
                .asString()
                .isEqualToIgnoringNewLines("The database is up to date at " + SchemaScripts.latest() + ".");
    }

    @Test
    void historyShowsWhatRanAndWhatIsPending() {
        TestDatabase database = TestDatabase.migrated();
        database.execute("DELETE FROM assay_schema_history WHERE version = '" + SchemaScripts.latest() + "'");

        assertThat(assay(database.dbUrl(), "db history")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(SchemaScripts.versions().size());
        assertThat(lines.get(1))
                .matches("schema 0002  \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  Success   hash api keys");
        assertThat(lines.getLast())
                .startsWith("schema " + SchemaScripts.latest() + "  -  ")
                .contains("Pending");
    }

    @Test
    void migrateRunsTheSiteAfterwards(@TempDir Path site) throws IOException {
        Files.copy(Path.of("../migrations/site/example/V0001__example.sql.txt"), site.resolve("V0001__example.sql"));

        assertThat(assay(TestDatabase.migrated().dbUrl(), "migrate", "--site", site.toString()))
                .isZero();
        assertThat(out).asString().isEqualToNormalizingNewlines("""
                site 0001 example
                Migrated from %1$s to %1$s.
                """.formatted(SchemaScripts.latest()));
    }

    @Test
    void migrateRefusesAForeignDatabase() {
        TestDatabase database = TestDatabase.fresh();
        database.execute(
                "CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES ('1a2b')");

        assertThat(assay(database.dbUrl(), "migrate")).isEqualTo(1);
        assertThat(err).asString().contains("revision 1a2b").contains("alembic upgrade eba1d1c92dba");
        assertThat(out).asString().isEmpty();
        assertThat(database.strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly("alembic_version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "serve", "db create", "db drop --yes"})
    void withoutDatabaseEveryCommandSaysWhatIsMissing(String command) {
        assertThat(assay("", command)).isEqualTo(2);
        assertThat(err)
                .asString()
                .contains("DB_URL is not set")
                .contains("address of the PostgreSQL database")
                .contains("DB_URL=postgresql://assay:secret@localhost:5432/assay");
    }

    /** As in secrets of a cluster: the password has characters that an address cannot hold. */
    @Test
    void thePasswordMayBeItsOwnSetting() {
        TestDatabase server = TestDatabase.fresh();
        server.execute("CREATE ROLE apart LOGIN SUPERUSER PASSWORD 'p@ss/%41 &?#'");
        String address = "postgresql://apart@" + server.url().servers() + "/"
                + server.url().database();

        Map<String, String> environment = Map.of("DB_URL", address, "DB_PASSWORD", "p@ss/%41 &?#");
        int exit = Assay.commandLine(environment, new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("migrate");

        assertThat(err).asString().isEmpty();
        assertThat(exit).isZero();
    }

    @Test
    void anInvalidAddressIsNotPrinted() {
        assertThat(assay("mysql://u:hidden@h/d", "migrate")).isEqualTo(2);
        assertThat(err)
                .asString()
                .contains("DB_URL: ")
                .contains("postgresql://")
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "serve", "db create"})
    void anUnreachableServerGivesOneClearMessage(String command) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        environment.put("MIGRATION_WAIT", "0s");
        assertThat(assay("postgresql://u:hidden@localhost:" + port + "/d", command))
                .isEqualTo(command.equals("serve") ? 2 : 1);
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err)
                .asString()
                .contains("postgresql://u@localhost:" + port)
                .contains("refused")
                .contains("DB_URL")
                .doesNotContain("hidden")
                .doesNotContain("\tat ");
    }

    @Test
    void migrateWaitsForADatabaseThatIsNotThereYet() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String dbUrl = database.dbUrl().replace(database.url().servers(), "localhost:" + port);
        environment.put("MIGRATION_WAIT", "60s");
        FutureTask<Integer> migration = new FutureTask<>(() -> assay(dbUrl, "migrate"));
        Thread.ofVirtual().start(migration);
        while (!out.toString().contains("Waiting up to 60 s (MIGRATION_WAIT) for postgresql://")) {
            assertThat(migration).as("%s", err).isNotDone();
            Thread.onSpinWait();
        }

        try (Wire _ = new Wire(database.url().servers(), port, Wire.NOBODY)) {
            assertThat(migration.get(60, TimeUnit.SECONDS)).as("%s", err).isZero();
        }
        assertThat(out)
                .asString()
                .contains("Migrated from an empty database")
                .doesNotContain(":" + database.password() + "@");
    }

    @Test
    void migrateDoesNotWaitIfTheDatabaseRefuses() {
        TestDatabase database = TestDatabase.fresh();
        database.execute("CREATE ROLE stranger NOLOGIN PASSWORD 'p'");
        String dbUrl = database.dbUrl().replace(database.username() + ":" + database.password(), "stranger:p");

        assertThat(assay(dbUrl, "migrate")).isEqualTo(1);

        assertThat(out).asString().doesNotContain("Waiting");
        database.execute("DROP ROLE stranger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "5 apples", "-1s"})
    void anInvalidWaitIsRefused(String wait) {
        environment.put("MIGRATION_WAIT", wait);

        assertThat(assay(TestDatabase.fresh().dbUrl(), "migrate")).isEqualTo(2);

        assertThat(err).asString().startsWith("MIGRATION_WAIT ").contains("5m");
    }

    @Test
    void serveRefusesASchemaThatIsBehind() {
        assertThat(assay(TestDatabase.fresh().dbUrl(), "serve")).isEqualTo(2);
        assertThat(err)
                .asString()
                .contains("behind this version by " + SchemaScripts.versions().size() + " migrations")
                .contains("assay migrate");
    }

    @Test
    void theExpectedVersionNeedsNoDatabase() { // DEP-12
        assertThat(assay("", "db expected")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(SchemaScripts.titles().getLast());
        assertThat(out).asString().startsWith(SchemaScripts.latest() + " ");
    }

    @Test
    void databaseIsCreatedAndDroppedByName() {
        TestDatabase server = TestDatabase.fresh();
        String dbUrl = server.dbUrl() + "%20%22%C3%BC"; // a name that needs quoting

        assertThat(assay(dbUrl, "migrate")).isEqualTo(1);
        assertThat(err).asString().contains("does not exist").contains("assay db create");
        assertThat(assay(dbUrl, "db create")).isZero();
        assertThat(assay(dbUrl, "db create")).isZero();
        assertThat(assay(dbUrl, "db migrate")).isZero();
        assertThat(assay(dbUrl, "db drop")).isEqualTo(2);
        assertThat(err).asString().contains("add --yes");
        assertThat(assay(dbUrl, "db drop --yes")).isZero();
        assertThat(assay(dbUrl, "db drop --yes")).isZero();
        assertThat(out)
                .asString()
                .contains("Created postgresql://")
                .contains("Exists already: postgresql://")
                .contains("Removed postgresql://")
                .contains("There is no postgresql://");
    }

    private int assay(String dbUrl, String command, String... more) {
        if (!dbUrl.isEmpty()) {
            environment.put("DB_URL", dbUrl);
        }
        CommandLine assay = Assay.commandLine(environment, new PrintWriter(out, true));
        assay.setErr(new PrintWriter(err, true));
        String[] words = command.split(" ", -1);
        String[] all = new String[words.length + more.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return assay.execute(all);
    }
}
