package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;

/** TE-START-61: assignments to one artefact run one after the other. */
class ConcurrentAssignmentTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW);
    private final People people = new People(server.database());

    @RepeatedTest(3)
    void sixtyStartsAtOnceNeedTwoReviewers() {
        StartBody body = reviewed();

        List<Integer> executions = Together.call(
                60,
                i -> body.with("environment", body.text("environment") + "-" + i)
                        .start(client));

        ReviewedArtefact artefact = ReviewedArtefact.of(server, executions.getFirst());
        assertThat(executions).doesNotHaveDuplicates();
        assertThat(artefact.reviewers()).hasSize(2);
        assertThat(artefact.notified()).containsExactlyInAnyOrderElementsOf(artefact.reviewers());
        assertThat(artefact.byEnvironment(client).values())
                .hasSize(60)
                .allSatisfy(of -> assertThat(of).hasSize(1).isSubsetOf(artefact.reviewers()));
    }

    @RepeatedTest(3)
    void startsOfDifferentArtefactsDoNotBlockEachOther() {
        List<StartBody> bodies = List.of(reviewed(), reviewed(), reviewed());

        List<Integer> executions = Together.call(
                30,
                i -> bodies.get(i % 3)
                        .with("environment", bodies.get((i + 1) % 3).text("environment"))
                        .with("test_plan", bodies.get((i / 3) % 3).text("test_plan"))
                        .with("ci_link", i % 2 == 0 ? null : bodies.get(i % 3).text("name"))
                        .start(client));

        assertThat(executions)
                .allSatisfy(execution -> assertThat(
                                ReviewedArtefact.of(server, execution).reviewers())
                        .hasSize(1));
    }

    /** A start of an artefact that five people may review. */
    private StartBody reviewed() {
        StartBody body = StartBody.of("snap").with("needs_assignment", true);
        int team = people.team();
        people.rule(team, "snap", Map.of("name", body.text("name")));
        people.members(team, 5);
        return body;
    }
}
