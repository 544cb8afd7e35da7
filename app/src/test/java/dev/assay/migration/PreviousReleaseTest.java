package dev.assay.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.SchemaScripts;
import dev.assay.testing.Tape;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.UnknownValues;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pod of the previous release keeps serving while the new one migrates and starts (docs/adr/0009). The recorded statements of a
 * release must have the same results on the newest schema. {@code scripts/tape} records a release.
 */
class PreviousReleaseTest {
    private static final Path FILE = file();
    private static final Tape RELEASE = Tape.read(FILE);

    /** Tables that only triggers or migrations write, or that no example of a mutation needs. */
    private static final Set<String> UNSPOKEN = Set.of(
            "assay_schema_history",
            "audit_entry",
            "result_count",
            "attachment_rule_key",
            "oidc_used_state",
            "saml_assertion",
            "saml_request",
            "team_membership_origin",
            "test_execution_metadata",
            "test_execution_metadata_association_table",
            "background_work",
            "artefact_bundled_builds_association",
            "environment_review_reviewers_association");

    @Test
    void whatItSaysMeansTheSameOnTheNewestSchema() {
        TestDatabase database = TestDatabase.migrated();

        assertThat(RELEASE.play(database)).isEmpty();

        assertThat(UnknownValues.in(database)).isEmpty();
    }

    /** Connections and their prepared statements outlive the migration. */
    @Test
    void itKeepsSpeakingWhileTheSchemaIsMigrated() {
        TestDatabase database = TestDatabase.fresh();
        migrate(database, Map.of("flyway.datasources.default.target", version()));
        assertThat(database.strings("SELECT max(version) FROM assay_schema_history"))
                .containsExactly(version());

        assertThat(RELEASE.play(database, () -> migrate(database, Map.of()))).isEmpty();

        assertThat(database.strings("SELECT max(version) FROM assay_schema_history"))
                .containsExactly(SchemaScripts.latest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE artefact RENAME COLUMN comment TO note",
                "ALTER TABLE application ADD COLUMN owner integer NOT NULL",
                "ALTER TABLE test_result ADD COLUMN shard integer NOT NULL",
                "DROP INDEX test_execution_in_progress_ix;"
                        + "ALTER TABLE test_execution ALTER COLUMN status TYPE text USING status::text",
                "ALTER TABLE test_case RENAME TO test",
                "ALTER TABLE environment ADD CHECK (name = upper(name))",
                "ALTER TABLE team DROP COLUMN permissions CASCADE",
                "CREATE UNIQUE INDEX ON artefact (family)",
                "CREATE RULE nothing AS ON INSERT TO issue DO INSTEAD NOTHING",
            })
    void aMigrationThatItCannotLiveWithIsNoticed(String migration) {
        TestDatabase scratch = TestDatabase.migrated();
        scratch.execute(migration);

        assertThat(RELEASE.play(scratch)).isNotEmpty();
    }

    /**
     * The recording must write every table, because the tests above prove nothing about other tables. A new table needs an example
     * in EveryMutationTest.
     */
    @Test
    void itSpeaksOfTheTables() {
        TestDatabase database = TestDatabase.fresh();
        migrate(database, Map.of("flyway.datasources.default.target", version()));
        List<String> statements = RELEASE.statements();

        assertThat(database.strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .hasSizeGreaterThan(30)
                .filteredOn(table -> statements.stream().noneMatch(writes(table)))
                .containsExactlyInAnyOrderElementsOf(UNSPOKEN);
    }

    private static Predicate<String> writes(String table) {
        return Pattern.compile(
                        "\\b(INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|COPY)\\s+" + table + "\\b", Pattern.CASE_INSENSITIVE)
                .asPredicate();
    }

    private static String version() {
        return FILE.getFileName().toString().replace(".tape", "");
    }

    private static void migrate(TestDatabase database, Map<String, Object> settings) {
        Map<String, Object> properties = database.properties();
        properties.putAll(settings);
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            assertThat(context.getBean(Migrations.class).migrate()).isInstanceOf(MigrationOutcome.Migrated.class);
        }
    }

    private static Path file() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/previous-release"))) {
            return files.filter(file -> file.toString().endsWith(".tape"))
                    .reduce((one, another) -> {
                        throw new IllegalStateException("keep one of " + one + " and " + another);
                    })
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
