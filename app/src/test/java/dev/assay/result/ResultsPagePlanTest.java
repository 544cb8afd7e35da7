package dev.assay.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import io.micronaut.data.annotation.Query;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A page costs no more than its rows, for any number of other results, for an execution of any size, and for a custom
 * or a generic plan.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsPagePlanTest {
    private static final int OTHERS = 1_000;

    private final TestServer server = TestServer.start(Map.of("assay.access.ignore-permissions", "change_test"));

    /**
     * The results of executions 1 to 1,000 were stored in turns, before and after those of execution 1,001, which were
     * stored together.
     */
    @BeforeAll
    void arrange() {
        StartBody body = StartBody.of("generic");
        for (int i = 0; i <= OTHERS; i++) {
            body.start(server.anonymous());
        }
        String many = """
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'PASSED', '', repeat('x', 50), %s, 1 + i %% 1000, now(), now() FROM generate_series(1, 50000) i;""";
        String others = many.formatted("1 + i % " + OTHERS);
        server.database().execute("""
                INSERT INTO test_case (name, category, created_at, updated_at)
                SELECT 'case ' || i, '', now(), now() FROM generate_series(1, 1000) i;""" + others + many.formatted(OTHERS + 1) + others);
        server.database().execute("VACUUM ANALYZE");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "force_custom_plan, 17, 0", "force_generic_plan, 17, 0", "force_custom_plan, 1001, 0",
        "force_generic_plan, 1001, 0", "force_custom_plan, 1001, 75000", "force_generic_plan, 1001, 75000",
    })
    void aPageIsOneDescent(String mode, int execution, int after) throws Exception {
        String plan = plan(
                mode,
                "page",
                "bigint, bigint, bigint, int, int",
                "%d, %d, 2147483648, 100, 262144".formatted(execution, after));
        assertThat(plan)
                .contains("test_result_test_execution_id_id_ix")
                .doesNotContain("test_result_pkey", "test_result_test_execution_id_ix", "Rows Removed", "Sort Key: r.");
    }

    @ParameterizedTest
    @CsvSource({"force_custom_plan, 17", "force_generic_plan, 17", "force_custom_plan, 1001", "force_generic_plan, 1001"
    })
    void theNewestIsOneDescent(String mode, int execution) throws Exception {
        assertThat(plan(mode, "newest", "bigint", "" + execution))
                .contains("test_result_test_execution_id_id_ix")
                .doesNotContain("Rows Removed");
    }

    private String plan(String mode, String query, String types, String values) throws SQLException {
        String sql = Arrays.stream(ResultRepository.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(query))
                .findFirst()
                .orElseThrow()
                .getAnnotation(Query.class)
                .value()
                .replace(":executionId", "$1")
                .replace(":after", "$2")
                .replace(":upTo", "$3")
                .replace(":limit", "$4")
                .replace(":bytes", "$5");
        StringBuilder plan = new StringBuilder();
        try (Connection connection = server.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = " + mode);
            statement.execute("PREPARE asked (" + types + ") AS " + sql);
            try (ResultSet lines = statement.executeQuery("EXPLAIN (ANALYZE) EXECUTE asked (" + values + ")")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
