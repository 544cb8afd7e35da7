package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildsTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST, VIEW_ARTEFACT);
    private final StartBody snap = StartBody.of("snap");

    @Test
    void onlyTheLatestBuildOfEachArchitecture() { // ART-BUILD-01, DM-30
        snap.with("revision", 9).start(client);
        int arm = snap.with("arch", "arm64").with("revision", 3).start(client);
        int latest = snap.with("revision", 10).start(client);
        snap.with("revision", 8).start(client);

        TestResponse builds = builds(snap);
        assertThat(values(builds, "architecture")).containsExactly("amd64", "arm64");
        assertThat(values(builds, "revision")).containsExactly("10", "3");
        assertThat(executions(builds, 0)).containsExactly(latest);
        assertThat(executions(builds, 1)).containsExactly(arm);
        assertThat(StreamSupport.stream(builds.at(0).entries().spliterator(), false)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("id", "architecture", "revision", "test_executions", "bundled_in");
        assertThat(builds.at(0, "test_executions", 0))
                .isEqualTo(client.get("/v1/test-executions/" + latest).json());
    }

    @Test
    void executionsByTheNamesOfEnvironmentsThenById() { // ART-BUILD-02: by code point, several of one environment
        int b = snap.with("environment", "b").start(client);
        int upper = snap.with("environment", "Z").start(client);
        int again = snap.with("environment", "b").start(client);
        int dash = snap.with("environment", "_").start(client);
        int a = snap.with("environment", "a").start(client);

        assertThat(executions(builds(snap), 0)).containsExactly(upper, dash, a, b, again);
    }

    @Test
    void whatBundlesABuild() { // ART-BUILD-03
        int execution = snap.start(client);
        StartBody first = StartBody.of("solution");
        StartBody second = StartBody.of("solution");
        first.start(client);
        second.start(client);
        server.database().execute("""
                INSERT INTO artefact_bundled_builds_association (artefact_id, artefact_build_id)
                SELECT a.id, e.artefact_build_id FROM artefact a, test_execution e
                WHERE a.name IN ('%s', '%s') AND e.id = %d
                """.formatted(first.text("name"), second.text("name"), execution));

        TestResponse builds = builds(snap);
        assertThat(builds.at(0, "bundled_in").size()).isEqualTo(2);
        assertThat(builds.text(0, "bundled_in", 0, "name")).isEqualTo(first.text("name"));
        assertThat(builds.text(0, "bundled_in", 0, "version")).isEqualTo(first.text("version"));
        assertThat(builds.text(0, "bundled_in", 0, "family")).isEqualTo("solution");
        assertThat(builds.text(0, "bundled_in", 1, "name")).isEqualTo(second.text("name"));
        assertThat(builds(first).at(0, "bundled_in").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deb", "image", "solution", "oci", "generic"})
    void familiesWithoutRevisionsHaveNone(String family) { // ART-BUILD-04
        StartBody body = StartBody.of(family);
        body.start(client);

        assertThat(builds(body).at(0, "revision").isNull()).isTrue();
    }

    @Test
    void anUnknownArtefactIsNotFound() { // ART-GET-01, CONV-19, CONV-35
        TestResponse unknown = client.get("/v1/artefacts/2147483647/builds");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("detail")).isEqualTo("Artefact with id 2147483647 not found");
        assertThat(client.get("/v1/artefacts/99999999999/builds").status()).isEqualTo(404);
        assertThat(client.get("/v1/artefacts/x/builds").status()).isEqualTo(422);
        assertThat(server.as(VIEW_TEST).get("/v1/artefacts/x/builds").status()).isEqualTo(403);
    }

    private TestResponse builds(StartBody body) {
        String id = server.database()
                .strings("SELECT id FROM artefact WHERE name = '%s'".formatted(body.text("name")))
                .getFirst();
        TestResponse builds = client.get("/v1/artefacts/" + id + "/builds");
        assertThat(builds.status()).as(builds.body()).isEqualTo(200);
        return builds;
    }

    private static List<String> values(TestResponse builds, String member) {
        return StreamSupport.stream(builds.json().values().spliterator(), false)
                .map(build -> build.get(member).coerceStringValue())
                .toList();
    }

    private static List<Integer> executions(TestResponse builds, int build) {
        return StreamSupport.stream(builds.at(build, "test_executions").values().spliterator(), false)
                .map(execution -> execution.get("id").getIntValue())
                .toList();
    }
}
