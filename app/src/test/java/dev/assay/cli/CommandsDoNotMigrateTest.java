package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ASSAY_MIGRATIONS_AT_START is for servers only: a command has one connection, and a migration needs two. */
class CommandsDoNotMigrateTest {
    private static final String AT_START = "assay.migrations.at-start";
    private static final String APPLIED = "SELECT max(installed_rank) FROM assay_schema_history";
    private static final TestDatabase DATABASE = behind();

    /** Sets a variable by the name of its property, as the environment of a process would. */
    @ParameterizedTest
    @ValueSource(strings = {"user list", "application create ci --permission change_test,view_test"})
    void commandsDoNotMigrate(String command) {
        String before = DATABASE.strings(APPLIED).getFirst();
        StringWriter err = new StringWriter();
        System.setProperty(AT_START, "true");
        try {
            var assay =
                    Assay.commandLine(Map.of("DB_URL", DATABASE.dbUrl()), new PrintWriter(new StringWriter(), true));
            assay.setErr(new PrintWriter(err, true));

            assertThat(assay.execute(command.split(" "))).as(err.toString()).isZero();
        } finally {
            System.clearProperty(AT_START);
        }
        assertThat(DATABASE.strings(APPLIED)).containsExactly(before);
    }

    /** A database in which the last migration seems not to have run yet. */
    private static TestDatabase behind() {
        TestDatabase database = TestDatabase.migrated();
        database.execute("DELETE FROM assay_schema_history WHERE installed_rank = (%s)".formatted(APPLIED));
        return database;
    }
}
