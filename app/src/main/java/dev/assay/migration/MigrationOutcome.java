package dev.assay.migration;

import java.util.List;

/** What became of an attempt to bring a database up to date. */
public sealed interface MigrationOutcome {

    /**
     * Something was applied, in this order.
     *
     * @param fromVersion the schema's version before, empty for an empty database, {@code 0001} for one of Test Observer
     * @param toVersion the schema's version now
     */
    record Migrated(String fromVersion, String toVersion, List<Applied> applied) implements MigrationOutcome {
        public Migrated {
            applied = List.copyOf(applied);
        }
    }

    /** Nothing was left to do. */
    record UpToDate(String version) implements MigrationOutcome {}

    /** Nothing was written; the reason says what was found and what to do. */
    record Refused(String reason) implements MigrationOutcome {}

    /** One script. */
    record Applied(Branch branch, String version, String description) {}

    /** The two histories: the schema is Assay's and the same everywhere, the site's data migrations are the installation's. */
    enum Branch {
        SCHEMA,
        SITE
    }
}
