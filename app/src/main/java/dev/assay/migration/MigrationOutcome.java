package dev.assay.migration;

import java.util.List;

/** The result of an attempt to bring a database up to date. */
public sealed interface MigrationOutcome {

    /**
     * Scripts were applied, in this order.
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

    /** The two histories: the schema is Assay's and the same everywhere; data migrations belong to the installation. */
    enum Branch {
        SCHEMA,
        SITE
    }
}
