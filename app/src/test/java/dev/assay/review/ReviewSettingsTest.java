package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewSettingsTest {
    private static final String KEY = "assay.reviews.environments-per-reviewer";

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", ""})
    void theServerDoesNotStartWithAnInvalidNumber(String value) {
        assertThatThrownBy(() -> TestServer.start(Map.of(KEY, value))).hasStackTraceContaining(KEY);
    }

    @Test
    void anInstallationChoosesHowManyEnvironmentsAPersonReviews() {
        try (TestServer server = TestServer.start(Map.of(KEY, "2"))) {
            StartBody body = StartBody.of("snap").with("needs_assignment", true);
            People people = new People(server.database());
            int team = people.team();
            people.rule(team, "snap", Map.of("name", body.text("name")));
            people.members(team, 5);
            ReviewedArtefact artefact = ReviewedArtefact.of(server, server.as(CHANGE_TEST), body);
            for (int executions = 2; executions <= 5; executions++) {
                body.start(server.as(CHANGE_TEST));
            }
            assertThat(artefact.reviewers()).hasSize(3);
        }
    }
}
