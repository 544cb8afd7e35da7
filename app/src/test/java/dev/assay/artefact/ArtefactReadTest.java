package dev.assay.artefact;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtefactReadTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(VIEW_ARTEFACT);
    private final People people = new People(server.database());

    @Test
    void anArtefactHasThesePropertiesAndNoOthers() { // ART-RESP-01, 02, 05 to 09, CONV-05
        StartedArtefact snap = StartedArtefact.of("snap");
        TestResponse artefact = snap.read();

        assertThat(StreamSupport.stream(artefact.json().entries().spliterator(), false)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "version",
                        "track",
                        "store",
                        "branch",
                        "series",
                        "repo",
                        "source",
                        "os",
                        "release",
                        "owner",
                        "sha256",
                        "image_url",
                        "stage",
                        "family",
                        "status",
                        "comment",
                        "archived",
                        "reviewers",
                        "due_date",
                        "created_at",
                        "bug_link",
                        "jira_issue",
                        "all_environment_reviews_count",
                        "completed_environment_reviews_count",
                        "bundled_builds",
                        "assignee");
        assertThat(artefact.number("id")).isEqualTo(snap.id());
        assertThat(artefact.text("name")).isEqualTo(snap.name());
        assertThat(artefact.text("version")).isEqualTo(snap.body().text("version"));
        assertThat(artefact.text("family")).isEqualTo("snap");
        assertThat(artefact.text("stage")).isEqualTo("beta");
        assertThat(artefact.text("track")).isEqualTo("latest");
        assertThat(artefact.text("store")).isEqualTo("ubuntu");
        for (String column :
                List.of("branch", "series", "repo", "source", "os", "release", "owner", "sha256", "image_url")) {
            assertThat(artefact.text(column)).as(column).isEmpty();
        }
        assertThat(artefact.text("status")).isEqualTo("UNDECIDED");
        assertThat(artefact.text("comment")).isEmpty();
        assertThat(artefact.text("bug_link")).isEmpty();
        assertThat(artefact.at("archived").getBooleanValue()).isFalse();
        assertThat(artefact.at("due_date").isNull()).isTrue();
        assertThat(artefact.at("jira_issue").isNull()).isTrue();
        assertThat(artefact.at("assignee").isNull()).isTrue();
        assertThat(artefact.at("reviewers").size()).isZero();
        assertThat(artefact.at("bundled_builds").size()).isZero();
        assertThat(artefact.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?");
    }

    @ParameterizedTest
    @CsvSource({
        "snap, beta",
        "deb, proposed",
        "charm, beta",
        "image, pending",
        "solution, beta",
        "oci, ''",
        "generic, ''"
    })
    void everyFamilyIsReadAlike(String family, String stage) { // ART-RESP-07, 08
        TestResponse artefact = StartedArtefact.of(family).read();
        assertThat(artefact.text("family")).isEqualTo(family);
        assertThat(artefact.text("stage")).isEqualTo(stage);
    }

    @Test
    void reviewersComeByIdAndTheFirstIsTheAssignee() { // ART-RESP-01, 02
        StartedArtefact subject = StartedArtefact.of("deb");
        People.User first = people.user();
        People.User second = people.user();
        server.database().execute("""
                INSERT INTO artefact_reviewers_association (artefact_id, user_id) VALUES (%1$d, %3$d), (%1$d, %2$d);
                UPDATE app_user SET launchpad_handle = NULL WHERE id = %3$d
                """.formatted(subject.id(), first.id(), second.id()));

        TestResponse artefact = subject.read();

        assertThat(artefact.at("reviewers").size()).isEqualTo(2);
        for (String place : List.of("reviewers", "assignee")) {
            Object[] at = place.equals("assignee") ? new Object[] {place} : new Object[] {place, 0};
            assertThat(artefact.at(at).size()).isEqualTo(5);
            assertThat(artefact.at(at).get("id").getIntValue()).isEqualTo(first.id());
            assertThat(artefact.at(at).get("launchpad_handle").getStringValue()).isEqualTo(first.handle());
            assertThat(artefact.at(at).get("email").getStringValue()).isEqualTo(first.email());
            assertThat(artefact.at(at).get("launchpad_email").getStringValue()).isEqualTo(first.email());
            assertThat(artefact.at(at).get("name").getStringValue()).isEqualTo(first.name());
        }
        assertThat(artefact.number("reviewers", 1, "id")).isEqualTo(second.id());
        assertThat(artefact.at("reviewers", 1, "launchpad_handle").isNull()).isTrue();
    }

    @Test
    void reviewsOfTheLatestBuildsAreCounted() { // ART-RESP-03, 04, DM-30
        StartBody body = StartBody.of("snap");
        StartedArtefact subject = StartedArtefact.of(body);
        StartedArtefact.of(body.with("revision", 9)).alsoIn("-two").alsoIn("-three");
        StartedArtefact.of(body.with("arch", "arm64").with("environment", "arm"));
        List<Integer> reviews = subject.reviews();
        subject.decide(reviews.get(0), "APPROVED_ALL_TESTS_PASS")
                .decide(reviews.get(1), "REJECTED")
                .decide(reviews.get(4), "APPROVED_FAULTY_HARDWARE,APPROVED_INCONSISTENT_TEST");

        TestResponse artefact = subject.read();

        assertThat(reviews).hasSize(5);
        assertThat(artefact.number("all_environment_reviews_count")).isEqualTo(4);
        assertThat(artefact.number("completed_environment_reviews_count")).isEqualTo(2);
    }

    @Test
    void bundledBuildsComeById() { // ART-RESP-05
        StartedArtefact bundle = StartedArtefact.of("solution");
        int snap = StartedArtefact.of("snap").builds().getFirst();
        int deb = StartedArtefact.of("deb").builds().getFirst();
        server.database().execute("""
                INSERT INTO artefact_bundled_builds_association (artefact_id, artefact_build_id)
                VALUES (%1$d, %3$d), (%1$d, %2$d)""".formatted(bundle.id(), snap, deb));

        TestResponse artefact = bundle.read();

        assertThat(artefact.at("bundled_builds").size()).isEqualTo(2);
        assertThat(artefact.at("bundled_builds", 0).size()).isEqualTo(3);
        assertThat(artefact.number("bundled_builds", 0, "id")).isEqualTo(snap);
        assertThat(artefact.number("bundled_builds", 0, "revision")).isEqualTo(7);
        assertThat(artefact.text("bundled_builds", 0, "architecture")).isEqualTo("amd64");
        assertThat(artefact.number("bundled_builds", 1, "id")).isEqualTo(deb);
        assertThat(artefact.at("bundled_builds", 1, "revision").isNull()).isTrue();
    }

    @Test
    void dueDateAndTimeAreWrittenAsInTheContract() { // ART-RESP-06, CONV-22, CONV-25
        TestResponse artefact = StartedArtefact.of("charm")
                .set("due_date", "'2026-05-12'")
                .set("created_at", "'2026-05-02T07:41:10.0045'")
                .read();
        assertThat(artefact.text("due_date")).isEqualTo("2026-05-12");
        assertThat(artefact.text("created_at")).isEqualTo("2026-05-02T07:41:10.004500");
    }

    @Test
    void anArchivedArtefactIsRead() { // ART-GET-01
        assertThat(StartedArtefact.of("image")
                        .set("archived", "true")
                        .read()
                        .at("archived")
                        .getBooleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "0", "-1", "4294967297"})
    void anUnknownIdIsNotFound(String unknown) { // ART-GET-01, CONV-19
        TestResponse response = client.get("/v1/artefacts/" + unknown);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"detail\":\"Artefact with id " + unknown + " not found\"}");
    }

    @Test
    void readingNeedsItsPermission() { // ART-GET-01, CONV-32, CONV-35
        assertThat(server.as(VIEW_TEST).get("/v1/artefacts/x").status()).isEqualTo(403);
        assertThat(client.get("/v1/artefacts/x").status()).isEqualTo(422);
    }

    @Test
    void manyAreReadTogether() { // ART-LIST-08
        Artefacts artefacts = server.bean(Artefacts.class);
        StartedArtefact one = StartedArtefact.of("snap");
        StartedArtefact other = StartedArtefact.of("generic");

        assertThat(artefacts.byId(List.of(other.id(), one.id(), other.id(), -1)))
                .containsOnlyKeys(one.id(), other.id())
                .allSatisfy((id, artefact) -> assertThat(artefact.id()).isEqualTo(id));
        assertThat(artefacts.byId(List.of())).isEmpty();
        assertThat(artefacts.exists(one.id())).isTrue();
        assertThat(artefacts.exists(Integer.MAX_VALUE)).isFalse();
        assertThat(artefacts.exists(Long.MIN_VALUE)).isFalse();
    }
}
