package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;

/**
 * An artefact and the execution whose start created it.
 *
 * @param body the body of the start
 */
record StartedArtefact(int id, int execution, StartBody body) {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestClient CI = SERVER.as(CHANGE_TEST, VIEW_ARTEFACT);

    static StartedArtefact of(String family) {
        return of(StartBody.of(family));
    }

    static StartedArtefact of(StartBody body) {
        int execution = body.start(CI);
        int id = Integer.parseInt(
                SERVER.database().strings("""
                        SELECT b.artefact_id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                        WHERE e.id = %d""".formatted(execution)).getFirst());
        return new StartedArtefact(id, execution, body);
    }

    String path() {
        return "/v1/artefacts/" + id;
    }

    String name() {
        return body.text("name");
    }

    /** The artefact as v1 shows it now. */
    TestResponse read() {
        TestResponse response = CI.get(path());
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    /** Starts the same build in another environment, which adds a review. */
    StartedArtefact alsoIn(String environment) {
        body.with("environment", body.text("environment") + environment).start(CI);
        return this;
    }

    /** The builds by ascending id. */
    List<Integer> builds() {
        return SERVER
                .database()
                .strings("SELECT id FROM artefact_build WHERE artefact_id = %d ORDER BY id".formatted(id))
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** The reviews of its builds by ascending id. */
    List<Integer> reviews() {
        return SERVER.database().strings("""
                        SELECT r.id FROM artefact_build_environment_review r
                        JOIN artefact_build b ON b.id = r.artefact_build_id
                        WHERE b.artefact_id = %d ORDER BY r.id""".formatted(id)).stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** Sets the decisions, separated by commas; empty for undecided. */
    StartedArtefact decide(int review, String decisions) {
        SERVER.database().execute("""
                UPDATE artefact_build_environment_review SET review_decision = '{%s}' WHERE id = %d
                """.formatted(decisions, review));
        return this;
    }

    /** Sets a column to an SQL expression. */
    StartedArtefact set(String column, String value) {
        SERVER.database().execute("UPDATE artefact SET %s = %s WHERE id = %d".formatted(column, value, id));
        return this;
    }

    /** The row as text. */
    String row() {
        return SERVER.database()
                .strings("SELECT a::text FROM artefact a WHERE id = " + id)
                .getFirst();
    }

    /** A column as text. */
    String column(String name) {
        return SERVER.database()
                .strings("SELECT %s::text FROM artefact WHERE id = %d".formatted(name, id))
                .getFirst();
    }
}
