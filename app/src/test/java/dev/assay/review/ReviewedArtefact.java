package dev.assay.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** An artefact with queries and changes that the tests of reviews need. */
record ReviewedArtefact(TestDatabase database, int id) {

    /** The artefact of this execution. */
    static ReviewedArtefact of(TestServer server, int execution) {
        return new ReviewedArtefact(
                server.database(),
                Integer.parseInt(server.database().strings("""
                        SELECT b.artefact_id FROM artefact_build b JOIN test_execution e ON e.artefact_build_id = b.id
                        WHERE e.id =\s""" + execution).getFirst()));
    }

    /** Starts a test and returns its artefact. */
    static ReviewedArtefact of(TestServer server, TestClient client, StartBody body) {
        return of(server, body.start(client));
    }

    String path() {
        return "/v1/artefacts/" + id + "/environment-reviews";
    }

    /** The ids of the environment reviews, in the order of the list. */
    List<Integer> reviews(TestClient client) {
        TestResponse list = client.get(path());
        return each(list).stream().map(at -> list.number(at, "id")).toList();
    }

    /** The ids of the reviewers of each environment, by its name. */
    Map<String, List<Integer>> byEnvironment(TestClient client) {
        TestResponse list = client.get(path());
        Map<String, List<Integer>> people = new TreeMap<>();
        for (int at : each(list)) {
            people.put(
                    list.text(at, "environment", "name"),
                    IntStream.range(0, list.at(at, "reviewers").size())
                            .mapToObj(i -> list.number(at, "reviewers", i, "id"))
                            .toList());
        }
        return people;
    }

    private static List<Integer> each(TestResponse list) {
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return IntStream.range(0, list.json().size()).boxed().toList();
    }

    /** The ids of the artefact's reviewers, ascending. */
    List<Integer> reviewers() {
        return database
                .strings("SELECT user_id FROM artefact_reviewers_association WHERE artefact_id = " + id
                        + " ORDER BY user_id")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    void addReviewer(int person) {
        database.execute("INSERT INTO artefact_reviewers_association VALUES (%d, %d)".formatted(id, person));
    }

    void removeReviewers() {
        database.execute("DELETE FROM artefact_reviewers_association WHERE artefact_id = " + id);
    }

    /** The days from the last change to the due date; empty text if there is none. */
    String daysLeft() {
        return database.strings("SELECT due_date - CAST(updated_at AS date) FROM artefact WHERE id = " + id)
                .getFirst();
    }

    /** The ids of the people that were notified, in order. */
    List<Integer> notified() {
        return database.strings("""
                        SELECT user_id FROM notification
                        WHERE target_url LIKE '%%/%d' AND notification_type = 'USER_ASSIGNED_ARTEFACT_REVIEW' ORDER BY id
                        """.formatted(id)).stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** Adds this number of executions that are equal to this one. */
    void repeat(int execution, int times) {
        database.execute("""
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT artefact_build_id, environment_id, test_plan_id, status, now(), now()
                FROM test_execution, generate_series(1, %d) WHERE id = %d""".formatted(times, execution));
    }

    /** Adds this number of environments, each with a review and an execution of this execution's build. */
    void widen(int execution, int environments) {
        database.execute("""
                WITH v AS (
                  INSERT INTO environment (name, architecture, created_at, updated_at)
                  SELECT 'wide-%1$d-' || n, 'amd64', now(), now() FROM generate_series(1, %2$d) n RETURNING id
                ), r AS (
                  INSERT INTO artefact_build_environment_review
                    (artefact_build_id, environment_id, review_decision, review_comment, created_at, updated_at)
                  SELECT e.artefact_build_id, v.id, '{}', '', now(), now() FROM v, test_execution e WHERE e.id = %1$d
                )
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT e.artefact_build_id, v.id, e.test_plan_id, e.status, now(), now()
                FROM v, test_execution e WHERE e.id = %1$d""".formatted(execution, environments));
    }
}
