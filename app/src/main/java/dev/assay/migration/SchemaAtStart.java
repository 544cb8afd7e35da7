package dev.assay.migration;

import dev.assay.database.DatabaseNotReady;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.flyway.FlywayConfigurationProperties;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates or checks the schema when the data source is created, so that every bean that gets the data source, however early, finds
 * the schema that this build needs.
 */
@Singleton
final class SchemaAtStart implements BeanCreatedEventListener<DataSource> {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaAtStart.class);

    private final DataSourceResolver resolver;
    private final FlywayConfigurationProperties flyway;
    private final MigrationSettings settings;

    SchemaAtStart(
            DataSourceResolver resolver,
            @Named("default") FlywayConfigurationProperties flyway,
            MigrationSettings settings) {
        this.resolver = resolver;
        this.flyway = flyway;
        this.settings = settings;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        Migrations migrations = new Migrations(event.getBean(), resolver, flyway, settings);
        if (settings.atStart()) {
            migrate(migrations);
        }
        if (settings.required()) {
            require(migrations.pending());
        }
        return event.getBean();
    }

    private static void migrate(Migrations migrations) {
        switch (migrations.migrate()) {
            case MigrationOutcome.Migrated done ->
                LOG.atInfo()
                        .addKeyValue("from", done.fromVersion())
                        .addKeyValue("to", done.toVersion())
                        .addKeyValue("applied", done.applied().size())
                        .log("Migrated the database");
            case MigrationOutcome.UpToDate(String version) ->
                LOG.atDebug().addKeyValue("version", version).log("The database is up to date");
            case MigrationOutcome.Refused(String reason) -> throw new DatabaseNotReady(reason, null);
        }
    }

    private static void require(List<String> pending) {
        if (!pending.isEmpty()) {
            throw new DatabaseNotReady(
                    "The database's schema is behind this version by " + pending.size() + " migrations, from \""
                            + pending.getFirst() + "\".\nRun: assay migrate",
                    null);
        }
    }
}
