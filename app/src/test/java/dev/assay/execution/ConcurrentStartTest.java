package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** TE-START-60: every start returns 200, even if others start at the same time. */
class ConcurrentStartTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;
    private static final int CALLERS = 16;

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST);

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void identicalStartsWithACiLinkAreOneExecution(String family) {
        StartBody body = StartBody.of(family).linked();

        List<Integer> ids = Together.call(CALLERS, i -> body.start(client));

        assertThat(ids).containsOnly(ids.getFirst());
        assertThat(subjects(body)).isEqualTo("1 artefacts, 1 builds, 1 environments, 1 reviews, 1 plans");
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void identicalStartsWithoutACiLinkShareAllButTheExecution(String family) {
        StartBody body = StartBody.of(family);

        List<Integer> ids = Together.call(CALLERS, i -> body.start(client));

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(subjects(body)).isEqualTo("1 artefacts, 1 builds, 1 environments, 1 reviews, 1 plans");
    }

    @RepeatedTest(3)
    void startsOfDifferentArtefactsShareEnvironmentAndPlan() {
        StartBody shared = StartBody.of("generic");

        List<Integer> ids = Together.call(
                CALLERS,
                i -> StartBody.of(FAMILIES.get(i % FAMILIES.size()))
                        .with("environment", shared.text("environment"))
                        .with("test_plan", shared.text("test_plan"))
                        .linked()
                        .start(client));

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(server.database().strings("""
                SELECT count(*) FROM test_execution e JOIN environment v ON v.id = e.environment_id
                JOIN test_plan p ON p.id = e.test_plan_id WHERE v.name = '%s' AND p.name = '%s'
                """.formatted(shared.text("environment"), shared.text("test_plan"))))
                .containsExactly("16");
    }

    @RepeatedTest(3)
    void startsThatCrossDoNotBlockEachOther() {
        List<StartBody> bodies = List.of(StartBody.of("snap"), StartBody.of("snap"), StartBody.of("snap"));

        List<Integer> ids = Together.call(
                CALLERS,
                i -> bodies.get(i % 3)
                        .with("environment", bodies.get((i + 1) % 3).text("environment"))
                        .with("test_plan", bodies.get((i / 3) % 3).text("test_plan"))
                        .start(client));

        assertThat(ids).doesNotHaveDuplicates();
    }

    @RepeatedTest(3)
    void linksOfParallelRetriesAreStoredOnce() { // TE-START-47
        StartBody body = StartBody.of("charm")
                .linked()
                .with("relevant_links", List.of(java.util.Map.of("label", "MR", "url", "http://git.example/1")));

        int id = Together.call(CALLERS, i -> body.start(client)).getFirst();

        assertThat(server.database()
                        .strings("SELECT url FROM test_execution_relevant_link WHERE test_execution_id = " + id))
                .hasSize(1);
    }

    private String subjects(StartBody body) {
        return server.database()
                .strings("""
                SELECT format('%%s artefacts, %%s builds, %%s environments, %%s reviews, %%s plans',
                  (SELECT count(*) FROM artefact WHERE name = '%1$s'),
                  (SELECT count(*) FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id WHERE a.name = '%1$s'),
                  (SELECT count(*) FROM environment WHERE name = '%2$s'),
                  (SELECT count(*) FROM artefact_build_environment_review r
                   JOIN environment v ON v.id = r.environment_id WHERE v.name = '%2$s'),
                  (SELECT count(*) FROM test_plan WHERE name = '%3$s'))
                """.formatted(body.text("name"), body.text("environment"), body.text("test_plan")))
                .getFirst();
    }
}
