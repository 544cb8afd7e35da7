package dev.assay.migration;

import dev.assay.database.Statements;
import java.sql.Connection;
import java.util.List;

/** Says by the tables of the current schema what made this database. */
sealed interface DatabaseContents {
    /** The revision of Test Observer whose schema V0001 is. */
    String TEST_OBSERVER_REVISION = "eba1d1c92dba";

    /** No tables at all. */
    record Empty() implements DatabaseContents {}

    /** It has our migration history. */
    record Assay() implements DatabaseContents {}

    /** Made by Test Observer, at these revisions: normally one. */
    record TestObserver(List<String> revisions) implements DatabaseContents {
        boolean adoptable() {
            return revisions.equals(List.of(TEST_OBSERVER_REVISION));
        }
    }

    /** Made by another program: the names of some of its tables and types. */
    record Foreign(List<String> names) implements DatabaseContents {}

    static DatabaseContents of(Connection connection, String history) {
        Statements statements = Statements.on(connection);
        if (hasTable(statements, history)) {
            return new Assay();
        }
        if (hasTable(statements, "alembic_version")) {
            return new TestObserver(
                    strings(statements, "SELECT version_num FROM alembic_version ORDER BY version_num"));
        }
        // Objects of an extension do not count: pg_stat_statements is often in public
        List<String> names = strings(statements, """
                SELECT relname FROM pg_class object
                WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = object.oid AND deptype = 'e')
                UNION ALL
                SELECT typname FROM pg_type object
                WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd')
                  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = object.oid AND deptype = 'e')
                ORDER BY 1 LIMIT 5""");
        return names.isEmpty() ? new Empty() : new Foreign(names);
    }

    private static boolean hasTable(Statements statements, String name) {
        return statements
                .query(
                        "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    private static List<String> strings(Statements statements, String sql) {
        return statements.query(sql).mapTo(String.class).list();
    }
}
