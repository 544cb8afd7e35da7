package dev.assay.rerun;

import static dev.assay.rerun.Queue.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silent POST and DELETE with ids. {@link SelectionTest} has those with filters. */
class SilentRerunTest {
    private final Queue queue = Queue.of(TestServer.shared());

    @Test
    void requestsAreMadeAndWithdrawn() { // RR-20, RR-22, RR-32
        List<Integer> executions = queue.start(3);
        queue.silently(ids(executions));
        assertThat(queue.requested(executions)).isEqualTo(executions);
        assertThat(queue.rows(executions, "q.priority")).containsExactly("0", "0", "0");
        assertThat(queue.rows(executions, "q.created_at"))
                .as("one time, RR-25")
                .containsOnly(queue.row(executions.getFirst(), "q.created_at"));

        queue.withdraw(ids(executions.subList(0, 2)));
        assertThat(queue.requested(executions)).containsExactly(executions.getLast());
        queue.withdraw(ids(executions));
        queue.withdraw(ids(executions));
        assertThat(queue.requested(executions)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"test_execution_ids\": []}",
                "{\"test_execution_ids\": [2147483647]}",
                "{\"test_execution_ids\": [99999999999, -3]}",
                "{\"test_execution_ids\": [2147483647], \"priority\": 3, \"more\": 1}"
            })
    void anEmptyRequestDoesNothing(String body) { // RR-20, RR-32
        queue.silently(body);
        queue.withdraw(body);
    }

    @Test
    void unknownIdsDoNotMatter() { // RR-20, RR-32
        int id = queue.start(1).getFirst();
        queue.silently(ids(id, 2147483647));
        assertThat(queue.requested(id)).containsExactly(id);
        queue.withdraw(ids(id, 2147483647));
        assertThat(queue.requested(id)).isEmpty();
    }

    @Test
    void pendingRequestsStayAsTheyAre() { // RR-22
        List<Integer> executions = queue.start(2);
        queue.silently(ids(executions.getFirst(), ", \"priority\": 4"));
        String row = queue.row(executions.getFirst(), "q.*::text");

        queue.silently(ids(executions));

        assertThat(queue.row(executions.getFirst(), "q.*::text")).isEqualTo(row);
        assertThat(queue.rows(executions, "q.priority")).containsExactly("4", "0");
    }

    @Test
    void aPriorityChangesPendingRequestsAndNothingElseOfThem() { // RR-22
        List<Integer> executions = queue.start(2);
        queue.silently(ids(executions.getFirst()));
        String rest = queue.row(executions.getFirst(), "(q.id, q.created_at, q.updated_at)::text");

        queue.silently("{\"test_execution_ids\": %s, \"priority\": -9}".formatted(executions));

        assertThat(queue.rows(executions, "q.priority")).containsExactly("-9", "-9");
        assertThat(queue.row(executions.getFirst(), "(q.id, q.created_at, q.updated_at)::text"))
                .isEqualTo(rest);
    }

    @Test
    void repeatedRequestsDoNotUseUpIds() { // RR-22
        try (TestServer alone = TestServer.start()) {
            Queue own = Queue.of(alone);
            List<Integer> executions = own.start(2);
            String body = "{\"test_execution_ids\": %s, \"priority\": 2}".formatted(executions);
            own.silently(body);
            String last = "SELECT last_value FROM test_execution_rerun_request_id_seq";
            List<String> before = alone.database().strings(last);
            own.silently(body);
            own.silently(ids(executions));
            assertThat(alone.database().strings(last)).isEqualTo(before);
        }
    }

    @Test
    void anyExecutionOfAGroupStandsForIt() { // RR-22, RR-33
        StartBody body = StartBody.of("oci");
        int first = queue.start(body);
        int second = queue.start(body);
        queue.silently(ids(first, second));
        assertThat(queue.rows(List.of(first, second), "q.id")).hasSize(2).containsOnly(queue.row(first, "q.id"));
        queue.withdraw(ids(first));
        assertThat(queue.requested(first, second)).isEmpty();
    }

    @Test
    void withdrawalIgnoresThePriority() { // RR-32
        int id = queue.start(1).getFirst();
        queue.silently(ids(id));
        queue.withdraw(ids(id, ", \"priority\": \"none of its business\""));
        assertThat(queue.requested(id)).isEmpty();
    }
}
