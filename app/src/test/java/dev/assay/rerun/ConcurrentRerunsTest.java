package dev.assay.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Many callers write the same requests at the same time: there is no deadlock, and every caller gets a response. */
class ConcurrentRerunsTest {
    private static final int CALLERS = 24;
    private static final int GROUPS = 150;

    private final Queue queue = Queue.of(TestServer.shared());
    private final StartBody body = StartBody.of("generic");
    private final List<StartBody> bodies = IntStream.range(0, GROUPS)
            .mapToObj(i -> body.with("test_plan", body.text("test_plan") + "-" + (GROUPS - i)))
            .toList();
    private final List<Integer> executions = bodies.stream().map(queue::start).toList();

    @RepeatedTest(3)
    void requestsWithdrawalsAndStartsOfTheSameGroups() { // RR-22, RR-33, TE-START-49
        Together.call(CALLERS, i -> {
            for (int round = 0; round < 4; round++) {
                one(i + round, new Random(31L * i + round));
            }
            return i;
        });

        queue.silently(filter(""));
        assertThat(queue.requested(executions)).hasSize(GROUPS);
        assertThat(queue.in(body)).hasSize(GROUPS).doesNotHaveDuplicates();
        queue.withdraw(filter(""));
        assertThat(queue.requested(executions)).isEmpty();
    }

    private void one(int kind, Random random) {
        String some = shuffled(random);
        switch (kind % 6) {
            case 0 -> queue.silently("{\"test_execution_ids\": %s}".formatted(some));
            case 1 ->
                queue.silently("{\"test_execution_ids\": %s, \"priority\": %d}".formatted(some, random.nextInt(9)));
            case 2 -> queue.withdraw("{\"test_execution_ids\": %s}".formatted(some));
            case 3 -> queue.silently(filter(", \"priority\": " + random.nextInt(9)));
            case 4 -> requested(some);
            default -> bodies.get(random.nextInt(GROUPS)).start(queue.tester());
        }
    }

    /** A response has every execution, even if requests are withdrawn meanwhile. */
    private void requested(String some) {
        TestResponse answer = queue.request("{\"test_execution_ids\": %s}".formatted(some));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().size()).isEqualTo(GROUPS * 2 / 3);
    }

    private String filter(String more) {
        return "{\"test_executions_filters\": {\"artefacts\": [\"%s\"]}%s}".formatted(body.text("name"), more);
    }

    private String shuffled(Random random) {
        List<Integer> some = new ArrayList<>(executions);
        Collections.shuffle(some, random);
        return some.subList(0, GROUPS * 2 / 3).toString();
    }
}
