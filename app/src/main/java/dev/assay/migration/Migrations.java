package dev.assay.migration;

import dev.assay.database.DatabaseFault;
import dev.assay.database.DatabaseNotReady;
import dev.assay.database.Work;
import dev.assay.migration.MigrationOutcome.Applied;
import dev.assay.migration.MigrationOutcome.Branch;
import dev.assay.migration.MigrationOutcome.Migrated;
import dev.assay.migration.MigrationOutcome.Refused;
import dev.assay.migration.MigrationOutcome.UpToDate;
import io.micronaut.flyway.FlywayConfigurationProperties;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the database up to date: Assay's schema first, then the installation's own data migrations. Only this class runs Flyway. A
 * database of Test Observer at revision eba1d1c92dba is adopted as it is; any other database that is neither empty nor Assay's is
 * refused. Any number of migrators may run at once: one applies the scripts, the others find nothing left to do.
 */
@Singleton
public final class Migrations {
    private static final String SITE_HISTORY = "assay_site_history";
    private static final String SCRIPTS = "migrations/schema";
    /** Where the scripts of the schema are in a checkout. */
    private static final Path SCHEMA = Path.of(SCRIPTS);

    private final DataSource dataSource;
    private final FluentConfiguration schema;
    private final Optional<Path> site;

    Migrations(
            DataSource dataSource,
            DataSourceResolver resolver,
            @Named("default") FlywayConfigurationProperties flyway,
            MigrationSettings settings) {
        this.dataSource = resolver.resolve(dataSource);
        this.schema = flyway.getFluentConfiguration();
        this.site = settings.siteDirectory();
    }

    /** Waits for another migrator to finish; throws {@link DatabaseNotReady} if a script fails, which is rolled back. */
    public MigrationOutcome migrate() {
        if (site.isPresent() && !Files.isDirectory(site.get())) {
            return new Refused(
                    "The site's migrations are expected in " + site.get().toAbsolutePath()
                            + ", which is not a directory. Correct --site or ASSAY_MIGRATIONS_SITE, or remove it.");
        }
        return Work.MIGRATION.during(this::migrateInTurn);
    }

    private MigrationOutcome migrateInTurn() {
        try (Connection connection = dataSource.getConnection();
                MigrationLock _ = new MigrationLock(connection)) {
            return migrate(DatabaseContents.of(connection, schema.getTable()));
        } catch (FlywayValidateException e) {
            return new Refused(
                    "The migrations that ran on this database are not those of this version: " + e.getMessage()
                            + "\nA migration is never edited after it ran: restore the file, or use the version that matches.");
        } catch (FlywayException e) {
            throw new DatabaseNotReady("A migration failed and was rolled back: " + e.getMessage(), e);
        } catch (SQLException | JdbiException e) {
            throw new DatabaseNotReady("The database cannot be migrated: " + DatabaseFault.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseNotReady("Interrupted while another migration was running; nothing was done.", e);
        }
    }

    /** The last script of this build, as {@code 0002 hash api keys}; needs no database. */
    public static String expected() {
        URL scripts = Objects.requireNonNull(Migrations.class.getResource("/" + SCRIPTS));
        try (Stream<String> names = names(scripts)) {
            String last = names.map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .filter(name -> name.endsWith(".sql"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return last.substring(1).replace(".sql", "").replaceAll("_+", " ");
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> names(URL scripts) throws IOException, URISyntaxException {
        return scripts.openConnection() instanceof JarURLConnection jar
                ? jar.getJarFile().stream().map(JarEntry::getName).filter(name -> name.startsWith(SCRIPTS))
                : Files.list(Path.of(scripts.toURI())).map(Path::toString);
    }

    /** The scripts of this build that the database lacks, in order, as {@code 0002 hash api keys}; writes nothing. */
    public List<String> pending() {
        try {
            return Work.MIGRATION.during(() -> Stream.of(schema().load().info().pending())
                    .map(Migrations::named)
                    .toList());
        } catch (FlywayException e) {
            throw new DatabaseNotReady("The version of the database's schema cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * One script that ran or is to run.
     *
     * @param ran null if it did not run yet
     * @param state such as Success, Pending or Baseline
     */
    public record Script(
            Branch branch,
            String version,
            String description,
            @Nullable Instant ran,
            String state) {}

    /** The scripts that ran on this database and those that are pending, first the schema's; writes nothing. */
    public List<Script> history() {
        try {
            return Work.MIGRATION.during(() -> Stream.concat(
                            scripts(Branch.SCHEMA, schema()),
                            site.stream().flatMap(directory -> scripts(Branch.SITE, site(directory))))
                    .toList());
        } catch (FlywayException e) {
            throw new DatabaseNotReady("The history of migrations cannot be read: " + e.getMessage(), e);
        }
    }

    private static Stream<Script> scripts(Branch branch, FluentConfiguration configuration) {
        return Stream.of(configuration.load().info().all())
                .filter(script -> script.getVersion() != null)
                .map(script -> new Script(
                        branch,
                        script.getVersion().getVersion(),
                        script.getDescription(),
                        script.getInstalledOn() == null
                                ? null
                                : script.getInstalledOn().toInstant(),
                        script.getState().getDisplayName()));
    }

    private MigrationOutcome migrate(DatabaseContents contents) {
        return switch (contents) {
            // Flyway's own check for an empty schema is stricter than ours: it counts functions and extensions
            case DatabaseContents.Empty() ->
                run(schema().baselineOnMigrate(true).baselineVersion("0"));
            case DatabaseContents.Assay() -> run(schema());
            case DatabaseContents.TestObserver original
            when original.adoptable() -> {
                schema().baselineDescription("Test Observer " + DatabaseContents.TEST_OBSERVER_REVISION)
                        .load()
                        .baseline();
                yield run(schema());
            }
            case DatabaseContents.TestObserver(List<String> revisions) ->
                new Refused("This is a database of Test Observer at "
                        + (revisions.isEmpty() ? "no revision" : "revision " + String.join(" and ", revisions))
                        + " (table alembic_version); Assay takes over revision "
                        + DatabaseContents.TEST_OBSERVER_REVISION
                        + " only. Nothing was changed. Bring an older one to that revision with Test Observer's own tool"
                        + " (alembic upgrade " + DatabaseContents.TEST_OBSERVER_REVISION + ") and migrate again;"
                        + " a newer one needs a newer Assay.");
            case DatabaseContents.Foreign(List<String> names) ->
                new Refused("This database is neither empty nor Assay's nor Test Observer's: it has "
                        + String.join(", ", names) + ". Nothing was changed."
                        + " Point DB_URL at a database of Assay's own; assay db create makes one.");
        };
    }

    private MigrationOutcome run(FluentConfiguration configured) {
        Optional<String> refusal = refusal(configured.load().info());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        MigrateResult schemaResult = configured.load().migrate();
        List<Applied> applied = new ArrayList<>(applied(Branch.SCHEMA, schemaResult));
        site.ifPresent(directory ->
                applied.addAll(applied(Branch.SITE, site(directory).load().migrate())));
        String version = current();
        if (applied.isEmpty()) {
            return new UpToDate(version);
        }
        String from = schemaResult.initialSchemaVersion;
        return new Migrated(from == null || "0".equals(from) ? "" : from, version, applied);
    }

    private Optional<String> refusal(MigrationInfoService scripts) {
        return Numbering.tooLow(scripts, "git mv", SCHEMA)
                .or(() -> site.flatMap(directory -> {
                    MigrationInfoService own = site(directory).load().info();
                    return Numbering.tooLow(own, "mv", directory).or(() -> Numbering.tooNew(own, scripts, directory));
                }));
    }

    private FluentConfiguration schema() {
        return unlocked(Flyway.configure().configuration(schema).dataSource(dataSource));
    }

    /**
     * Turns off Flyway's own lock: an open transaction would hold it, and a concurrent index build waits for the end of that
     * transaction.
     */
    private static FluentConfiguration unlocked(FluentConfiguration configuration) {
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }

    /** Accepts a database that has tables, because the schema's are there. */
    private FluentConfiguration site(Path directory) {
        return unlocked(Flyway.configure()
                .dataSource(dataSource)
                .locations("filesystem:" + directory)
                .table(SITE_HISTORY)
                .placeholderReplacement(false)
                .validateMigrationNaming(true)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("Before the first"));
    }

    private String current() {
        MigrationInfo current = schema().load().info().current();
        return current == null ? "" : current.getVersion().getVersion();
    }

    private static List<Applied> applied(Branch branch, MigrateResult result) {
        return result.migrations.stream()
                .map((MigrateOutput script) -> new Applied(branch, script.version, script.description))
                .toList();
    }

    private static String named(MigrationInfo migration) {
        return migration.getVersion().getVersion() + " " + migration.getDescription();
    }
}
