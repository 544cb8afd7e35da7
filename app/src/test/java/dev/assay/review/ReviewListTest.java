package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REVIEW;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewListTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW);
    private final StartBody body = StartBody.of("snap");

    @Test
    void aReviewHasThesePropertiesAndNoOthers() { // ER-RESP-01, 02, TE-START-37
        ReviewedArtefact artefact = ReviewedArtefact.of(server, client, body);
        int id = artefact.reviews(client).getFirst();
        People.User fern = new People(server.database()).user();
        server.database().execute("""
                UPDATE artefact_build_environment_review
                SET review_decision = '{APPROVED_UNSTABLE_PHYSICAL_INFRA,APPROVED_INCONSISTENT_TEST}',
                    review_comment = 'fan “broken”' WHERE id = %1$d;
                INSERT INTO environment_review_reviewers_association VALUES (%1$d, %2$d)""".formatted(id, fern.id()));
        String ids = server.database().strings("""
                SELECT format('%%s %%s', environment_id, artefact_build_id) FROM artefact_build_environment_review
                WHERE id =\s""".replace("%%", "%") + id).getFirst();

        TestResponse list = client.get(artefact.path());

        assertThat(list.header("Content-Type")).isEqualTo("application/json");
        assertThat(list.body()).isEqualTo("""
                [{"id":%d,"review_decision":["APPROVED_UNSTABLE_PHYSICAL_INFRA","APPROVED_INCONSISTENT_TEST"],\
                "review_comment":"fan “broken”","environment":{"id":%s,"name":"%s","architecture":"amd64"},\
                "artefact_build":{"id":%s,"architecture":"amd64","revision":7},\
                "reviewers":[{"id":%d,"launchpad_handle":"%s","email":"%s","launchpad_email":"%s","name":"%s"}]}]""".formatted(
                        id,
                        ids.split(" ")[0],
                        body.text("environment"),
                        ids.split(" ")[1],
                        fern.id(),
                        fern.handle(),
                        fern.email(),
                        fern.email(),
                        fern.name()));
    }

    @Test
    void anUndecidedReviewOfABuildWithoutRevisionIsComplete() { // ER-RESP-01, CONV-05
        ReviewedArtefact artefact = ReviewedArtefact.of(server, client, StartBody.of("deb"));

        TestResponse list = client.get(artefact.path());

        assertThat(list.json().size()).isEqualTo(1);
        assertThat(list.at(0, "review_decision").size()).isZero();
        assertThat(list.at(0, "review_decision").isArray()).isTrue();
        assertThat(list.text(0, "review_comment")).isEmpty();
        assertThat(list.at(0, "reviewers").isArray()).isTrue();
        assertThat(list.at(0, "artefact_build", "revision").isNull()).isTrue();
    }

    @Test
    void onlyLatestBuildsAreListedInTheOrderOfTheFirst() { // ER-LIST-01, DM-30
        body.with("arch", "arm64").start(client);
        body.with("revision", 9).start(client);
        body.with("environment", body.text("environment") + "-b")
                .with("arch", "arm64")
                .start(client);
        ReviewedArtefact artefact =
                ReviewedArtefact.of(server, client, body.with("arch", "arm64").with("revision", 10));
        body.with("environment", body.text("environment") + "-c")
                .with("arch", "arm64")
                .with("revision", 10)
                .start(client);
        body.with("revision", 8).start(client);

        TestResponse list = client.get(artefact.path());

        assertThat(list.json().size()).isEqualTo(3);
        assertThat(list.number(0, "artefact_build", "revision")).isEqualTo(10);
        assertThat(list.number(1, "artefact_build", "revision")).isEqualTo(10);
        assertThat(list.number(2, "artefact_build", "revision")).isEqualTo(9);
        assertThat(list.text(0, "artefact_build", "architecture")).isEqualTo("arm64");
        assertThat(list.number(1, "id")).isGreaterThan(list.number(0, "id"));
    }

    @Test
    void anArtefactWithoutBuildsHasNoReviews() {
        ReviewedArtefact artefact = ReviewedArtefact.of(server, client, body);
        server.database().execute("DELETE FROM artefact_build WHERE artefact_id = " + artefact.id());
        assertThat(client.get(artefact.path()).body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "0", "-1", "99999999999"})
    void anUnknownArtefactIsNotFound(String unknown) { // ER-LIST-02, CONV-19
        TestResponse response = client.get("/v1/artefacts/" + unknown + "/environment-reviews");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"detail\":\"Artefact with id " + unknown + " not found\"}");
    }

    @Test
    void anIdIsANumber() { // CONV-18
        TestResponse response = client.get("/v1/artefacts/x/environment-reviews");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.list("detail", 0, "loc")).containsExactly("path", "artefact_id");
    }

    @Test
    void readingAndChangingNeedTheirPermissions() { // ER-LIST-01, ER-DEC-07, CONV-35
        ReviewedArtefact artefact = ReviewedArtefact.of(server, client, body);
        String one = artefact.path() + "/" + artefact.reviews(client).getFirst();

        assertThat(server.as(CHANGE_ENVIRONMENT_REVIEW).get(artefact.path()).status())
                .isEqualTo(403);
        assertThat(server.anonymous().get("/v1/artefacts/x/environment-reviews").status())
                .isEqualTo(403);
        assertThat(client.patch(artefact.path(), "[]").status()).isEqualTo(403);
        assertThat(client.patch(one, "{}").status()).isEqualTo(403);
        assertThat(client.patch(one, "{\"review_decision\": 1}").status()).isEqualTo(403);
    }
}
