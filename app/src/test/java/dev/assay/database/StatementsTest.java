package dev.assay.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import dev.assay.testing.TestServer;
import io.micronaut.data.connection.exceptions.NoConnectionException;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatementsTest {
    private static final String NAME = "application of StatementsTest";

    private final TestServer server = TestServer.shared();
    private final Statements statements = server.bean(Statements.class);

    record Row(
            Permission permission,
            Instant at,
            List<Integer> ids,
            boolean given,
            @Nullable String missing) {}

    @Test
    void aTransactionThatUsedMicronautDataToo_isRolledBackWhole() {
        assertThatThrownBy(() -> inTransaction(() -> {
                    server.bean(Applications.class).create(NAME, List.of());
                    assertThat(statements
                                    .update("UPDATE application SET permissions = '{change_test}' WHERE name = :name")
                                    .bind("name", NAME)
                                    .execute())
                            .isEqualTo(1);
                    statements
                            .update(
                                    "INSERT INTO team (name, permissions, created_at, updated_at) VALUES (:name, '{}', now(), now())")
                            .bind("name", NAME)
                            .execute();
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");

        assertThat(server.database().strings("SELECT name FROM application WHERE name = '" + NAME + "'"))
                .isEmpty();
        assertThat(server.database().strings("SELECT name FROM team WHERE name = '" + NAME + "'"))
                .isEmpty();
    }

    @Test
    void theConnectionIsThatOfTheWork_andNamesWhoseActItIs() {
        AuditContext act = new AuditContext("user:4", "", "StatementsTest");

        assertThat(Work.REPORT.during(() -> act.during(() -> inTransaction(() -> statements
                        .query(
                                "SELECT current_setting('statement_timeout') || ' ' || current_setting('assay.principal')")
                        .mapTo(String.class)
                        .one()))))
                .isEqualTo("2min user:4");
    }

    @Test
    void withoutAConnectionThereIsNoStatement() {
        assertThatThrownBy(() -> statements.query("SELECT 1")).isInstanceOf(NoConnectionException.class);
    }

    @Test
    void rowsAreRecords_whateverTheirColumnsHold() {
        Row row = new Row(
                Permission.CHANGE_TEST, Instant.parse("2026-03-29T01:30:00.123456Z"), List.of(3, 2), true, null);

        assertThat(inTransaction(() -> statements
                        .query("""
                                SELECT CAST('change_test' AS permission) AS permission, CAST(:at AS timestamp) AS at, :ids AS ids,
                                       1 < :two AND '?<missing>' <> ':at' AS given, NULL AS missing
                                """)
                        .bind("at", row.at())
                        .bindArray("ids", Integer.class, row.ids())
                        .bind("two", 2)
                        .mapTo(Row.class)
                        .one()))
                .isEqualTo(row);
    }

    @Test
    void whatIsPutTogetherHasItsValues() {
        Fragment search = Fragment.of("SELECT g FROM generate_series(1, ?) g WHERE g = ANY (?)", 9, List.of(2L, 4, 70))
                .thenIf(true, "AND CAST(g AS text) <> ALL (?)", List.of("4"));

        assertThat(inTransaction(
                        () -> statements.query(search).mapTo(Integer.class).list()))
                .containsExactly(2);
    }

    @Test
    void aFailureIsKnown_andDoesNotRepeatWhatWasGiven() {
        assertThatThrownBy(() -> inTransaction(() -> statements
                        .query("SELECT CAST(:secret AS integer) / 0")
                        .bind("secret", 8765)
                        .mapTo(Integer.class)
                        .one()))
                .satisfies(failure -> assertThat(DatabaseFault.of(failure)).isEqualTo(DatabaseFault.UNSTORABLE))
                .message()
                .doesNotContain("8765");
    }

    @SuppressWarnings("unchecked")
    private <T> T inTransaction(Supplier<T> work) {
        TransactionOperations<Connection> transactions = server.bean(TransactionOperations.class);
        return transactions.executeWrite(_ -> work.get());
    }
}
