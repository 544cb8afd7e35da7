package dev.assay.artefact;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtefactListTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(VIEW_ARTEFACT);

    @Test
    void withoutAFamilyAllAreListedInTheOrderOfFamilies() { // ART-LIST-01
        StartBody.FAMILIES.forEach(StartedArtefact::of);

        Set<String> families = new LinkedHashSet<>();
        list("").forEach(artefact -> families.add(text(artefact, "family")));

        assertThat(families).containsExactly("snap", "deb", "charm", "image", "solution", "oci", "generic");
        List<String> each = list("").stream().map(a -> text(a, "family")).toList();
        assertThat(Stream.concat(Stream.of(""), each.stream()).toList())
                .as("each family in one piece")
                .isSortedAccordingTo((one, other) -> Integer.compare(
                        List.copyOf(families).indexOf(one),
                        List.copyOf(families).indexOf(other)));
    }

    @Test
    void aFamilyIsListedAlone() { // ART-LIST-01
        StartedArtefact deb = StartedArtefact.of("deb");
        StartedArtefact oci = StartedArtefact.of("oci");
        assertThat(list("?family=deb"))
                .allMatch(artefact -> text(artefact, "family").equals("deb"));
        assertThat(ids(list("?family=deb"))).contains(deb.id()).doesNotContain(oci.id());
        assertThat(ids(list("?family=deb&family=oci"))).contains(oci.id()).doesNotContain(deb.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?family=", "?family=rpm", "?family=Snap", "?family=snap,deb"})
    void anUnknownFamilyIsRefused(String query) { // ART-LIST-01, CONV-10, CONV-12
        TestResponse response = client.get("/v1/artefacts" + query);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo("enum");
        assertThat(response.list("detail", 0, "loc")).containsExactly("query", "family");
    }

    @Test
    void artefactsAreListedByNameThenByTime() { // ART-LIST-02
        String name = StartedArtefact.of("charm").name();
        List<StartedArtefact> charms = Stream.of("b", "a", "a", "a")
                .map(suffix -> StartedArtefact.of(StartBody.of("charm").with("name", name + suffix)))
                .toList();
        charms.get(1).set("created_at", "'2025-01-02'");
        charms.get(2).set("created_at", "'2025-01-01'");
        charms.get(3).set("created_at", "'2025-01-01'");

        assertThat(listed("?family=charm", charms))
                .containsExactly(
                        charms.get(2).id(),
                        charms.get(3).id(),
                        charms.get(1).id(),
                        charms.get(0).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap", "deb", "charm", "image", "solution", "oci", "generic"})
    void archivedArtefactsAreNotListedAndDoNotHideOlderOnes(String family) { // ART-LIST-03, 06
        StartedArtefact older = StartedArtefact.of(family);
        StartedArtefact newer = later(older);
        assertThat(listed("", List.of(newer))).hasSize(1);
        newer.set("archived", "true");
        assertThat(listed("", List.of(older, newer))).containsExactly(older.id());
    }

    @Test
    void everyCharmIsListed() { // ART-LIST-04
        StartedArtefact older = StartedArtefact.of("charm");
        StartedArtefact newer = later(older);
        assertThat(listed("?family=charm", List.of(older, newer))).containsExactly(older.id(), newer.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap", "deb", "image", "solution", "oci", "generic"})
    void otherFamiliesListOnlyTheNewestOfEachGroup(String family) { // ART-LIST-05
        StartedArtefact older = StartedArtefact.of(family);
        StartedArtefact newer = later(older);
        assertThat(listed("", List.of(older, newer))).containsExactly(newer.id());
        assertThat(listed("?family=" + family, List.of(older, newer))).containsExactly(newer.id());
        older.set("created_at", "'" + newer.column("created_at") + "'");
        assertThat(listed("", List.of(older, newer))).containsExactly(older.id(), newer.id());
    }

    @ParameterizedTest
    @CsvSource({
        "snap, name, other-",
        "snap, track, 24",
        "snap, branch, fix",
        "snap, execution_stage, edge",
        "deb, name, other-",
        "deb, repo, universe",
        "deb, series, jammy",
        "deb, execution_stage, updates",
        "image, name, other-",
        "image, os, core",
        "image, release, jammy",
        "image, execution_stage, current",
        "solution, name, other-",
        "solution, source, hub",
        "solution, track, 2",
        "solution, execution_stage, stable",
        "oci, name, other-",
        "generic, name, other-"
    })
    void anotherValueIsAnotherGroup(String family, String field, String value) { // ART-LIST-05
        StartBody body = StartBody.of(family);
        StartedArtefact older = StartedArtefact.of(body);
        StartBody other = body.with(field, field.equals("name") ? value + body.text("name") : value);
        StartedArtefact newer = StartedArtefact.of(anotherVersion(other));
        assertThat(listed("?family=" + family, List.of(older, newer)))
                .containsExactlyInAnyOrder(older.id(), newer.id());
    }

    @Test
    void ppasWithDifferentSourcesAreDifferentGroups() { // ART-LIST-05
        StartBody body = StartBody.of("deb").without("execution_stage").with("source", "ppa:one");
        StartedArtefact one = StartedArtefact.of(body);
        StartedArtefact other = StartedArtefact.of(anotherVersion(body.with("source", "ppa:other")));
        assertThat(listed("?family=deb", List.of(one, other))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"snap, store", "image, owner"})
    void someAttributesDoNotDefineAGroup(String family, String field) { // ART-LIST-06
        StartBody body = StartBody.of(family);
        StartedArtefact older = StartedArtefact.of(body);
        StartedArtefact newer = StartedArtefact.of(anotherVersion(body.with(field, "another")));
        assertThat(listed("?family=" + family, List.of(older, newer))).containsExactly(newer.id());
    }

    @Test
    void aPromotedArtefactKeepsItsCreationTime() { // ART-LIST-07
        StartBody body = StartBody.of("snap");
        StartedArtefact beta = StartedArtefact.of(body);
        StartedArtefact candidate = StartedArtefact.of(anotherVersion(body.with("execution_stage", "candidate")));
        assertThat(listed("?family=snap", List.of(beta, candidate))).hasSize(2);
        beta.set("stage", "'candidate'");
        assertThat(listed("?family=snap", List.of(beta, candidate))).containsExactly(candidate.id());
    }

    @Test
    void listingNeedsItsPermission() { // ART-LIST, CONV-32
        assertThat(server.as(VIEW_TEST).get("/v1/artefacts").status()).isEqualTo(403);
    }

    /** Another version of the same artefact, created later. */
    private static StartedArtefact later(StartedArtefact subject) {
        return StartedArtefact.of(anotherVersion(subject.body()));
    }

    private static StartBody anotherVersion(StartBody body) {
        StartBody unique = StartBody.of("oci");
        StartBody other = body.with("version", body.text("version") + "-next");
        return switch (body.text("family")) {
            case "image" -> other.with("sha256", unique.text("digest"));
            case "oci" -> other.with("digest", unique.text("digest"));
            default -> other;
        };
    }

    /** The artefacts of the list that are among these, in the order of the list. */
    private List<Integer> listed(String query, List<StartedArtefact> among) {
        List<Integer> wanted = among.stream().map(StartedArtefact::id).toList();
        return ids(list(query)).stream().filter(wanted::contains).toList();
    }

    private List<JsonNode> list(String query) {
        TestResponse response = client.get("/v1/artefacts" + query);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        List<JsonNode> artefacts = new ArrayList<>();
        response.json().values().forEach(artefacts::add);
        return artefacts;
    }

    private static List<Integer> ids(List<JsonNode> artefacts) {
        return artefacts.stream()
                .map(artefact -> Objects.requireNonNull(artefact.get("id")).getIntValue())
                .toList();
    }

    private static String text(JsonNode artefact, String name) {
        return Objects.requireNonNull(artefact.get(name)).getStringValue();
    }
}
