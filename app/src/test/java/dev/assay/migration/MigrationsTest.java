package dev.assay.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.database.DatabaseNotReady;
import dev.assay.migration.MigrationOutcome.Applied;
import dev.assay.migration.MigrationOutcome.Branch;
import dev.assay.migration.MigrationOutcome.Migrated;
import dev.assay.migration.MigrationOutcome.Refused;
import dev.assay.migration.MigrationOutcome.UpToDate;
import dev.assay.testing.SchemaScripts;
import dev.assay.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    private static final String LATEST = SchemaScripts.latest();
    private static final List<String> AFTER_FIRST =
            SchemaScripts.versions().stream().skip(1).toList();
    private static final int MIGRATORS = 8;

    @TempDir
    private Path site;

    @Test
    void emptyDatabaseGetsEverythingAndThenNothing() {
        TestDatabase database = TestDatabase.fresh();

        assertThat(migrate(database)).isInstanceOfSatisfying(Migrated.class, done -> {
            assertThat(done.fromVersion()).isEmpty();
            assertThat(done.toVersion()).isEqualTo(LATEST);
            assertThat(done.applied()).extracting(Applied::version).containsExactlyElementsOf(SchemaScripts.versions());
        });
        assertThat(migrate(database)).isEqualTo(new UpToDate(LATEST));
    }

    @Test
    void databaseOfTestObserverIsTakenOverWithItsData() throws Exception {
        TestDatabase database = testObserver("eba1d1c92dba");
        database.execute("""
                INSERT INTO application (name, permissions, api_key, created_at, updated_at) VALUES
                  ('clear', '{view_user}', 'to_käse', '2025-01-01', '2025-01-02'),
                  ('done', '{}', 'sha256:already', '2025-01-01', '2025-01-02')""");

        assertThat(migrate(database)).isInstanceOfSatisfying(Migrated.class, done -> {
            assertThat(done.fromVersion()).isEqualTo("0001");
            assertThat(done.toVersion()).isEqualTo(LATEST);
            assertThat(done.applied()).extracting(Applied::version).containsExactlyElementsOf(AFTER_FIRST);
        });
        assertThat(database.strings("SELECT api_key || ' ' || updated_at::date FROM application ORDER BY name"))
                .containsExactly(
                        "sha256:d1bff55408abb5b4b6cadc26075902125ab6722e2b0aab8e945334313878602b 2025-01-02",
                        "sha256:already 2025-01-02");
        assertThat(database.strings("SELECT version_num FROM alembic_version")).containsExactly("eba1d1c92dba");
        assertThat(migrate(database)).isEqualTo(new UpToDate(LATEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789ab", "", "0123456789ab,eba1d1c92dba"})
    void anyOtherRevisionIsRefusedAndNothingWritten(String revisions) throws Exception {
        TestDatabase database = testObserver(revisions.isEmpty() ? new String[0] : revisions.split(",", -1));
        database.execute("INSERT INTO application (name, permissions, api_key, created_at, updated_at)"
                + " VALUES ('a', '{}', 'clear', now(), now())");
        List<String> before = everything(database);

        assertThat(migrate(database))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(revisions.isEmpty() ? "no revision" : revisions.replace(",", " and "))
                                .contains("alembic upgrade eba1d1c92dba"));
        assertThat(everything(database)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE artefact (id integer)",
                "CREATE VIEW artefact AS SELECT 1",
                "CREATE TYPE artefact AS ENUM ('a')"
            })
    void foreignDatabaseIsRefusedAndNothingWritten(String foreign) {
        TestDatabase database = TestDatabase.fresh();
        database.execute(foreign);
        List<String> before = everything(database);

        assertThat(migrate(database))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("it has artefact")
                                .contains("DB_URL"));
        assertThat(everything(database)).isEqualTo(before);
    }

    @Test
    void extensionsAndFunctionsDoNotMakeADatabaseForeign() {
        TestDatabase database = TestDatabase.fresh();
        database.execute("CREATE EXTENSION pg_trgm; CREATE FUNCTION one() RETURNS integer RETURN 1");

        assertThat(migrate(database))
                .isInstanceOfSatisfying(
                        Migrated.class, done -> assertThat(done.fromVersion()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void concurrentMigratorsApplyOnce(boolean takenOver) throws Exception {
        TestDatabase database = takenOver ? testObserver("eba1d1c92dba") : TestDatabase.fresh();
        CyclicBarrier start = new CyclicBarrier(MIGRATORS);
        List<ApplicationContext> processes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(MIGRATORS)) {
            for (int i = 0; i < MIGRATORS; i++) {
                processes.add(ApplicationContext.run(database.properties()));
            }
            List<Callable<MigrationOutcome>> tasks = processes.stream()
                    .<Callable<MigrationOutcome>>map(process -> () -> {
                        start.await();
                        return process.getBean(Migrations.class).migrate();
                    })
                    .toList();

            List<MigrationOutcome> outcomes = new ArrayList<>();
            for (Future<MigrationOutcome> task : threads.invokeAll(tasks)) {
                outcomes.add(task.get());
            }

            assertThat(outcomes)
                    .filteredOn(Migrated.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Migrated.class,
                            done -> assertThat(done.applied())
                                    .extracting(Applied::version)
                                    .containsExactlyElementsOf(takenOver ? AFTER_FIRST : SchemaScripts.versions()));
            assertThat(outcomes)
                    .filteredOn(outcome -> !(outcome instanceof Migrated))
                    .hasSize(MIGRATORS - 1)
                    .containsOnly(new UpToDate(LATEST));
        } finally {
            processes.forEach(ApplicationContext::close);
        }
    }

    @Test
    void siteRunsAfterTheSchemaAndKeepsItsOwnHistory() throws IOException {
        TestDatabase database = TestDatabase.fresh();
        Files.writeString(
                site.resolve("V0001__digests.sql"),
                "INSERT INTO test_case_issue (template_id, case_name, url, description, created_at, updated_at)"
                        + " VALUES ('${kept}', (SELECT count(digest) FROM artefact), '', '', now(), now());");

        assertThat(migrate(database, Map.of("assay.migrations.site", site.toString())))
                .isInstanceOfSatisfying(Migrated.class, done -> {
                    assertThat(done.toVersion()).isEqualTo(LATEST);
                    assertThat(done.applied())
                            .hasSize(SchemaScripts.versions().size() + 1)
                            .last()
                            .isEqualTo(new Applied(Branch.SITE, "0001", "digests"));
                });
        assertThat(database.strings("SELECT template_id || case_name FROM test_case_issue"))
                .containsExactly("${kept}0");
        assertThat(database.strings("SELECT description FROM assay_schema_history WHERE description = 'digests'"))
                .isEmpty();
        assertThat(database.strings(
                        "SELECT version FROM assay_site_history WHERE type = 'SQL' ORDER BY installed_rank"))
                .containsExactly("0001");

        assertThat(migrate(database)).isEqualTo(new UpToDate(LATEST));
        Files.writeString(site.resolve("V0002__more.sql"), "SELECT 1;");
        assertThat(migrate(database, Map.of("assay.migrations.site", site.toString())))
                .isEqualTo(new Migrated(LATEST, LATEST, List.of(new Applied(Branch.SITE, "0002", "more"))));
    }

    @Test
    void siteThatIsNotADirectoryIsRefusedBeforeAnything() {
        TestDatabase database = TestDatabase.fresh();
        Path missing = site.resolve("missing");

        assertThat(migrate(database, Map.of("assay.migrations.site", missing.toString())))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(missing.toString())
                                .contains("ASSAY_MIGRATIONS_SITE"));
        assertThat(everything(database)).isEmpty();
    }

    @Test
    void scriptEditedAfterItRanIsRefused() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Path script = site.resolve("V0001__one.sql");
        Files.writeString(script, "SELECT 1;");
        migrate(database, Map.of("assay.migrations.site", site.toString()));
        Files.writeString(script, "SELECT 2;");

        assertThat(migrate(database, Map.of("assay.migrations.site", site.toString())))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("checksum mismatch")
                                .contains("never edited"));
    }

    @Test
    void aNumberBelowOneThatRanIsRefusedWithTheCommandThatCorrectsIt() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Map<String, Object> settings = Map.of("assay.migrations.site", site.toString());
        Files.writeString(site.resolve("V0007__seven.sql"), "SELECT 1;");
        migrate(database, settings);
        Files.writeString(site.resolve("V0003__late.sql"), "SELECT 1;");
        Files.writeString(site.resolve("V0009__nine.sql"), "SELECT 1;");

        assertThat(migrate(database, settings))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("V0003__late.sql is below 0007")
                                .endsWith("\n  mv " + site.resolve("V0003__late.sql") + " "
                                        + site.resolve("V0010__late.sql")));
        assertThat(database.strings("SELECT version FROM assay_site_history WHERE type = 'SQL'"))
                .containsExactly("0007");

        Files.move(site.resolve("V0003__late.sql"), site.resolve("V0010__late.sql"));
        assertThat(migrate(database, settings)).isInstanceOf(Migrated.class);
    }

    @Test
    void aNumberOfTheSchemaBelowOneThatRanIsRefused() {
        TestDatabase database = TestDatabase.migrated();
        database.execute("DELETE FROM assay_schema_history WHERE version = '0010'");

        assertThat(migrate(database))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("V0010__result_count.sql is below " + LATEST)
                                .contains(
                                        "git mv migrations/schema/V0010__result_count.sql migrations/schema/V%04d__result_count.sql"
                                                .formatted(Integer.parseInt(LATEST) + 1)));
    }

    @Test
    void aScriptOfTheSiteMayNameTheSchemaThatItNeeds() throws IOException {
        TestDatabase database = TestDatabase.fresh();
        Map<String, Object> settings = Map.of("assay.migrations.site", site.toString());
        Path script = site.resolve("V0001__new.sql");
        Files.writeString(script, "-- Why\n-- needs schema 9000\nSELECT 1;");

        assertThat(migrate(database, settings))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("V0001__new.sql of the site needs schema 9000")
                                .contains("has schema " + LATEST));
        assertThat(everything(database)).as("nothing of the schema either").isEmpty();

        Files.writeString(script, "-- Why\n-- needs schema " + LATEST + "\nSELECT 1;");
        assertThat(migrate(database, settings)).isInstanceOf(Migrated.class);
    }

    @Test
    void scriptThatFailsLeavesNothing() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Files.writeString(site.resolve("V0001__broken.sql"), "DELETE FROM team; SELECT nonsense;");

        assertThatThrownBy(() -> migrate(database, Map.of("assay.migrations.site", site.toString())))
                .isInstanceOf(DatabaseNotReady.class)
                .hasMessageContaining("V0001__broken.sql")
                .hasMessageContaining("nonsense");
        assertThat(database.strings("SELECT version FROM assay_site_history WHERE type = 'SQL'"))
                .isEmpty();
    }

    @Test
    void pendingNamesWhatIsMissingAndWritesNothing() {
        TestDatabase database = TestDatabase.fresh();
        try (ApplicationContext context = ApplicationContext.run(database.properties())) {
            Migrations migrations = context.getBean(Migrations.class);

            assertThat(migrations.pending()).isEqualTo(SchemaScripts.titles());
            assertThat(everything(database)).isEmpty();
            migrations.migrate();
            assertThat(migrations.pending()).isEmpty();
        }
    }

    @Test
    void atStartEveryUserOfTheDataSourceFindsTheSchema() {
        TestDatabase database = TestDatabase.fresh();
        Map<String, Object> properties = database.properties();
        properties.put("assay.migrations.at-start", true);
        properties.put("assay.migrations.required", true);
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            assertThat(context.getBean(DataSource.class)).isNotNull();
            assertThat(context.getBean(Migrations.class).pending()).isEmpty();
        }
    }

    @Test
    void startIsRefusedOnASchemaThatIsBehind() {
        TestDatabase database = TestDatabase.fresh();
        Map<String, Object> properties = database.properties();
        properties.put("assay.migrations.required", true);

        assertThatThrownBy(() -> ApplicationContext.run(properties).close())
                .rootCause()
                .isInstanceOf(DatabaseNotReady.class)
                .hasMessageContaining(
                        "behind this version by " + SchemaScripts.versions().size() + " migrations")
                .hasMessageContaining("assay migrate");
    }

    private static MigrationOutcome migrate(TestDatabase database) {
        return migrate(database, Map.of());
    }

    private static MigrationOutcome migrate(TestDatabase database, Map<String, Object> settings) {
        Map<String, Object> properties = database.properties();
        properties.putAll(settings);
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            return context.getBean(Migrations.class).migrate();
        }
    }

    private static TestDatabase testObserver(String... revisions) throws IOException {
        TestDatabase database = TestDatabase.fresh();
        database.execute(Files.readString(Path.of("../migrations/schema/V0001__test_observer_schema.sql")));
        database.execute("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL,"
                + " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))");
        for (String revision : revisions) {
            database.execute("INSERT INTO alembic_version VALUES ('" + revision + "')");
        }
        return database;
    }

    private static List<String> everything(TestDatabase database) {
        return database.strings("""
                SELECT relname || ' ' || pg_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace
                UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
                UNION ALL SELECT enumlabel FROM pg_enum
                ORDER BY 1""");
    }
}
