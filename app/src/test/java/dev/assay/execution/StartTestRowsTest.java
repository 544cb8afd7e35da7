package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The rows that a start creates, and those that it reuses. */
class StartTestRowsTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void withoutACiLinkOnlyTheExecutionIsNew(String family) { // TE-START-30 to 38, 42
        StartBody body = StartBody.of(family);
        int first = body.start(client);
        int second = body.start(client);

        assertThat(second).isGreaterThan(first);
        assertThat(subject(second)).isEqualTo(subject(first));
        assertThat(made(body)).isEqualTo("1 artefacts, 1 builds, 1 environments, 1 reviews, 1 plans, 2 executions");
    }

    @ParameterizedTest
    @CsvSource({
        "snap, name", "snap, version", "snap, track", "snap, branch",
        "charm, name", "charm, version", "charm, track", "charm, branch",
        "deb, name", "deb, version", "deb, series", "deb, repo",
        "solution, name", "solution, version", "solution, track", "solution, source",
        "generic, name", "generic, version",
    })
    void anotherKeyIsAnotherArtefact(String family, String field) { // TE-START-30 to 34
        StartBody body = StartBody.of(family);
        assertThat(artefact(body.with(field, "other-" + body.text("name")).start(client)))
                .isNotEqualTo(artefact(body.start(client)));
    }

    @Test
    void theSourceOfADebAndTheStageOfASolutionAreKeys() { // TE-START-32, 34
        StartBody deb = StartBody.of("deb").with("execution_stage", "").with("source", "ppa");
        assertThat(artefact(deb.with("source", "ppb").start(client))).isNotEqualTo(artefact(deb.start(client)));
        StartBody solution = StartBody.of("solution");
        assertThat(artefact(solution.with("execution_stage", "edge").start(client)))
                .isNotEqualTo(artefact(solution.start(client)));
    }

    @Test
    void aNewArtefactIsUndecidedAndLacksNothing() { // TE-START-40
        int id = StartBody.of("generic").start(client);

        assertThat(server.database().rows("""
                SELECT status, archived, coalesce(due_date::text, 'none'), comment, bug_link, track, store, branch, series,
                       repo, source, os, release, owner, sha256, image_url, stage, coalesce(bundled_builds_hash, 'none')
                FROM artefact WHERE id =\s""" + artefact(id)))
                .containsExactly(List.of(
                        "UNDECIDED", "f", "none", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "none"));
        assertThat(server.database().rows("""
                SELECT review_decision, review_comment FROM artefact_build_environment_review r
                JOIN test_execution e USING (artefact_build_id, environment_id) WHERE e.id =\s""" + id)).containsExactly(List.of("{}", "")); // TE-START-37
    }

    @Test
    void aRevisionIsAnotherBuildAndAnArchitectureAnotherEnvironment() { // TE-START-35, 36
        StartBody snap = StartBody.of("snap");
        snap.start(client);
        snap.with("revision", 8).start(client);
        snap.with("arch", "arm64").start(client);

        assertThat(made(snap)).isEqualTo("1 artefacts, 3 builds, 2 environments, 3 reviews, 1 plans, 3 executions");
    }

    @ParameterizedTest
    @CsvSource({"snap, edge", "charm, stable", "deb, updates", "image, current"})
    void aReusedArtefactIsNotChanged(String family, String otherStage) { // TE-START-41
        StartBody body = StartBody.of(family);
        int artefact = artefact(body.start(client));
        server.database().execute("UPDATE artefact SET archived = true, status = 'APPROVED' WHERE id = " + artefact);
        String before = row("artefact", artefact);

        int again = body.with("execution_stage", otherStage).start(client);

        assertThat(artefact(again)).isEqualTo(artefact);
        assertThat(row("artefact", artefact)).isEqualTo(before);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void aKnownCiLinkGivesItsExecutionUnchangedAndMakesNothing(String family) { // TE-START-43, 44
        StartBody body = StartBody.of(family).linked();
        int id = body.start(client);
        server.database().execute("UPDATE test_execution SET status = 'FAILED' WHERE id = " + id);
        String before = row("test_execution", id);
        StartBody other = StartBody.of(family).with("ci_link", body.text("ci_link"));

        assertThat(other.with("initial_status", "NOT_STARTED").start(client)).isEqualTo(id);

        assertThat(row("test_execution", id)).isEqualTo(before);
        assertThat(made(other)).isEqualTo("0 artefacts, 0 builds, 0 environments, 0 reviews, 0 plans, 0 executions");
    }

    @Test
    void aKnownCiLinkAnswersEvenWhereTheImageIsUnknown() { // TE-START-44 before 13
        StartBody body = StartBody.of("image").linked();
        int id = body.start(client);
        assertThat(body.with("sha256", "unknown").without("name").start(client)).isEqualTo(id);
    }

    @Test
    void anEmptyCiLinkIsNotNone() { // TE-START-23
        StartBody body = StartBody.of("charm").with("ci_link", "");
        assertThat(body.start(client)).isEqualTo(body.start(client));
        assertThat(body.with("ci_link", null).start(client))
                .isNotEqualTo(body.with("ci_link", null).start(client));
    }

    @Test
    void aSnapOfAnotherStoreIsReused() { // TE-START-45
        StartBody snap = StartBody.of("snap");
        int first = snap.start(client);
        assertThat(artefact(snap.with("store", "private").start(client))).isEqualTo(artefact(first));
    }

    @Test
    void aSolutionWithBundledBuildsIsNotFoundAgain() { // TE-START-46
        StartBody solution = StartBody.of("solution");
        int artefact = artefact(solution.start(client));
        server.database().execute("UPDATE artefact SET bundled_builds_hash = 'abc' WHERE id = " + artefact);
        assertThat(artefact(solution.start(client))).isNotEqualTo(artefact);
    }

    @Test
    void anUnknownImageNeedsAllItsDetails() { // TE-START-13
        for (String detail :
                List.of("name", "version", "os", "release", "owner", "image_url", "execution_stage", "arch")) {
            for (StartBody body : List.of(
                    StartBody.of("image").without(detail), StartBody.of("image").with(detail, null))) {
                TestResponse response = body.send(client);
                assertThat(response.status()).as(detail).isEqualTo(422);
                assertThat(response.text("detail"))
                        .isEqualTo(
                                "No image with this sha256 exists yet; provide the full image details to create it.");
                assertThat(made(body)).startsWith("0 artefacts, 0 builds, 0 environments");
            }
        }
        assertThat(StartBody.of("image").with("os", "").start(client)).isPositive();
    }

    @Test
    void aKnownImageIsReusedWhateverTheRequestSaysAboutIt() { // TE-START-14, 15
        StartBody image = StartBody.of("image");
        int artefact = artefact(image.start(client));
        String before = row("artefact", artefact);

        int described = image.with("name", "other").with("os", "core").start(client);
        int bare = image.without("name").without("version").without("arch").start(client);

        assertThat(artefact(described)).isEqualTo(artefact);
        assertThat(artefact(bare)).isEqualTo(artefact);
        assertThat(client.get("/v1/test-executions/" + bare).text("environment", "architecture"))
                .isEqualTo("amd64");
        assertThat(row("artefact", artefact)).isEqualTo(before);
    }

    @Test
    void theArchitectureMustBeOneOfTheKnownImages() { // TE-START-14
        StartBody image = StartBody.of("image");
        image.start(client);
        TestResponse response = image.with("arch", "arm64").send(client);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail")).isEqualTo("'arch' must match the existing image build architecture.");
    }

    @Test
    void anImageOfSeveralArchitecturesNeedsOne() { // TE-START-15
        StartBody image = StartBody.of("image");
        int artefact = artefact(image.start(client));
        server.database().execute("""
                INSERT INTO artefact_build (artefact_id, architecture, created_at, updated_at)
                VALUES (%d, 'arm64', now(), now())""".formatted(artefact));

        TestResponse response = image.without("arch").send(client);

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail"))
                .isEqualTo("'arch' is required and could not be derived from the image's builds.");
        assertThat(image.with("arch", "arm64").start(client)).isPositive();
    }

    @Test
    void anImageWithoutBuildsTakesTheGivenArchitecture() { // TE-START-16
        StartBody image = StartBody.of("image");
        int artefact = artefact(image.start(client));
        server.database().execute("DELETE FROM artefact_build WHERE artefact_id = " + artefact);
        assertThat(artefact(image.with("arch", "riscv64").start(client))).isEqualTo(artefact);
    }

    @Test
    void anOciImageIsItsDigest() {
        StartBody oci = StartBody.of("oci");
        int artefact = artefact(oci.start(client));
        assertThat(artefact(oci.with("name", "mirror").with("version", "latest").start(client)))
                .isEqualTo(artefact);
        assertThat(server.database().strings("SELECT name FROM artefact WHERE id = " + artefact))
                .containsExactly(oci.text("name"));
    }

    @Test
    void linksAreStoredOnceInTheirOrder() { // TE-START-47
        StartBody body = StartBody.of("snap")
                .linked()
                .with("relevant_links", List.of(link("MR", "HTTP://Git.example"), link("A", "http://a.example/")));
        int id = body.start(client);
        body.with("relevant_links", List.of(link("B", "http://b.example/"), link("MR", "http://git.example")))
                .start(client);

        assertThat(server.database().strings("""
                SELECT label || ' ' || url FROM test_execution_relevant_link
                WHERE test_execution_id = %d ORDER BY id""".formatted(id)))
                .containsExactly("MR http://git.example/", "A http://a.example/", "B http://b.example/");
    }

    @Test
    void aStartDeletesTheRerunRequestOfItsGroup() { // TE-START-49
        StartBody body = StartBody.of("snap").linked();
        int id = body.start(client);
        int otherPlan = body.with("test_plan", "other").without("ci_link").start(client);
        int otherRevision = body.with("revision", 8).without("ci_link").start(client);
        List.of(id, otherPlan, otherRevision).forEach(this::requestRerun);

        StartBody.of("charm").with("ci_link", body.text("ci_link")).start(client);
        assertThat(List.of(id, otherPlan, otherRevision))
                .map(this::isRerunRequested)
                .containsExactly(false, true, true);

        requestRerun(id);
        body.without("ci_link").start(client);
        assertThat(List.of(id, otherPlan, otherRevision))
                .map(this::isRerunRequested)
                .containsExactly(false, true, true);
    }

    @Test
    void aStartLeavesEventsResultsAndMetadataAlone() { // TE-START-50
        StartBody body = StartBody.of("snap").linked();
        int id = body.start(client);
        String path = "/v1/test-executions/" + id;
        client.post(path + "/test-results", "[{\"name\": \"kept\", \"status\": \"PASSED\"}]");
        client.patch(path, "{\"execution_metadata\": {\"lab\": [\"kept\"]}}");
        client.put(path + "/status_update", """
                {"events": [{"event_name": "kept", "timestamp": "2026-01-01", "detail": ""}]}""");
        String before = client.get(path).body()
                + client.get(path + "/test-results").body()
                + client.get(path + "/status_update").body();

        body.start(client);

        assertThat(client.get(path).body()
                        + client.get(path + "/test-results").body()
                        + client.get(path + "/status_update").body())
                .isEqualTo(before);
    }

    private void requestRerun(int execution) {
        server.database().execute("""
                INSERT INTO test_execution_rerun_request
                  (test_plan_id, artefact_build_id, environment_id, created_at, updated_at)
                SELECT test_plan_id, artefact_build_id, environment_id, now(), now()
                FROM test_execution WHERE id =\s""" + execution);
    }

    private boolean isRerunRequested(int execution) {
        return client.get("/v1/test-executions/" + execution)
                .at("is_rerun_requested")
                .getBooleanValue();
    }

    private static Map<String, String> link(String label, String url) {
        return Map.of("label", label, "url", url);
    }

    /** The numbers of rows that this request, and variations of it, name. */
    /** The numbers of rows that a body names. An artefact without a name is found by its checksum. */
    private String made(StartBody body) {
        boolean named =
                body.fields().containsKey("name") && !body.fields().get("name").isNull();
        String artefact = named ? "a.name = '" + body.text("name") : "a.sha256 = '" + body.text("sha256");
        return server.database()
                .strings("""
                SELECT format('%%s artefacts, %%s builds, %%s environments, %%s reviews, %%s plans, %%s executions',
                  (SELECT count(*) FROM artefact a WHERE %1$s'),
                  (SELECT count(*) FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id WHERE %1$s'),
                  (SELECT count(*) FROM environment WHERE name = '%2$s'),
                  (SELECT count(*) FROM artefact_build_environment_review r
                   JOIN environment v ON v.id = r.environment_id WHERE v.name = '%2$s'),
                  (SELECT count(*) FROM test_plan WHERE name = '%3$s'),
                  (SELECT count(*) FROM test_execution e
                   JOIN environment v ON v.id = e.environment_id WHERE v.name = '%2$s'))
                """.formatted(artefact, body.text("environment"), body.text("test_plan")))
                .getFirst();
    }

    private int artefact(int execution) {
        return Integer.parseInt(server.database().strings("""
                SELECT b.artefact_id FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id =\s""" + execution).getFirst());
    }

    private String subject(int execution) {
        return server.database().strings("""
                SELECT format('%%s %%s %%s', artefact_build_id, environment_id, test_plan_id) FROM test_execution
                WHERE id = %d""".formatted(execution)).getFirst();
    }

    private String row(String table, int id) {
        return server.database()
                .strings("SELECT t::text FROM " + table + " t WHERE id = " + id)
                .getFirst();
    }
}
