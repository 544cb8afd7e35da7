package dev.assay.artefact;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Name search, history and versions. */
class ArtefactSearchTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(VIEW_ARTEFACT);
    /** A text that the names of other tests do not contain. */
    private final String word = "Word" + StartBody.of("generic").text("name").replace("thing-", "") + "x";

    @Test
    void namesAreFoundByAPart() { // ART-SEARCH-01, 02, CONV-30
        named("snap", word + "-b");
        named("deb", word + "-b");
        named("charm", "a-" + word);

        TestResponse found = search("q=" + word.toLowerCase(java.util.Locale.ROOT));

        assertThat(found.json().size()).isEqualTo(4);
        assertThat(found.list("artefacts")).containsExactly(word + "-b", "a-" + word);
        assertThat(found.number("count")).isEqualTo(2);
        assertThat(found.number("limit")).isEqualTo(50);
        assertThat(found.number("offset")).isZero();
        assertThat(search("q=%20%09" + word + "%20").list("artefacts")).hasSize(2);
    }

    @Test
    void withoutATextEveryNameIsFound() { // ART-SEARCH-01, CONV-12, CONV-30
        named("snap", word);
        int all = search("limit=1").number("count");
        assertThat(all).isPositive();
        assertThat(search("q=&limit=1").number("count")).isEqualTo(all);
        assertThat(search("q=%20&limit=1").number("count")).isEqualTo(all);
        assertThat(search("q=%25&limit=1").number("count")).isEqualTo(all);
    }

    @Test
    void wildcardsAreNotEscapedAndABackslashIsItself() { // CONV-30
        named("snap", word + "\\a");
        named("snap", word + "%a");
        assertThat(search("q=" + encoded(word + "_a")).list("artefacts")).hasSize(2);
        assertThat(search("q=" + encoded(word + "\\")).list("artefacts")).containsExactly(word + "\\a");
        assertThat(search("q=" + encoded(word + "\\%")).list("artefacts")).containsExactly(word + "\\a");
        assertThat(search("q=" + encoded("'; --")).list("artefacts")).isEmpty();
    }

    @Test
    void familiesNarrowTheSearch() { // ART-SEARCH-01, CONV-10
        named("snap", word + "-snap");
        named("oci", word + "-oci");
        named("generic", word + "-generic");
        assertThat(search("q=" + word + "&families=snap&families=oci").list("artefacts"))
                .containsExactly(word + "-oci", word + "-snap");
        assertThat(search("q=" + word + "&families=generic").list("artefacts")).containsExactly(word + "-generic");
        TestResponse wrong = client.get("/v1/artefacts/search?families=snap,oci");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text("detail", 0, "type")).isEqualTo("enum");
    }

    @Test
    void pagesHaveTheWholeCount() { // ART-SEARCH-01, PAG-03, PAG-04
        for (String suffix : List.of("a", "b", "c")) {
            named("snap", word + suffix);
        }
        TestResponse page = search("q=" + word + "&limit=2&offset=1");
        assertThat(page.list("artefacts")).containsExactly(word + "b", word + "c");
        assertThat(page.number("count")).isEqualTo(3);
        assertThat(page.number("limit")).isEqualTo(2);
        assertThat(page.number("offset")).isEqualTo(1);
        TestResponse beyond = search("q=" + word + "&offset=3");
        assertThat(beyond.list("artefacts")).isEmpty();
        assertThat(beyond.number("count")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "search, limit=0, greater_than_equal",
        "search, limit=1001, less_than_equal",
        "search, offset=-1, greater_than_equal",
        "search, limit=x, int_parsing",
        "history, name=n&family=snap&limit=0, greater_than_equal",
        "history, name=n&family=snap&limit=501, less_than_equal",
        "history, name=n&family=snap&offset=-1, greater_than_equal"
    })
    void pagesOutOfRangeAreRefused(String path, String query, String type) { // PAG-01
        TestResponse response = client.get("/v1/artefacts/" + path + "?" + query);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
    }

    @Test
    void namesOfArchivedArtefactsAloneAreNotFound() { // ART-SEARCH-02
        StartedArtefact archived = named("snap", word).set("archived", "true");
        assertThat(search("q=" + word).list("artefacts")).isEmpty();
        named("deb", archived.name());
        assertThat(search("q=" + word).list("artefacts")).containsExactly(word);
    }

    @Test
    void anEmptyNameIsAName() { // ART-SEARCH-02
        named("generic", "");
        assertThat(search("").list("artefacts")).startsWith("");
    }

    @Test
    void theHistoryOfAnArtefactIsNewestFirst() { // ART-HIST-01 to 03
        StartBody body = StartBody.of("snap");
        StartedArtefact first = StartedArtefact.of(body);
        StartedArtefact second = StartedArtefact.of(body.with("version", "2").with("execution_stage", "candidate"))
                .set("archived", "true");
        StartedArtefact.of(body.with("version", "3").with("track", "24"));
        String name = "name=" + first.name();

        TestResponse history = history(name + "&family=snap");

        assertThat(history.json().size()).isEqualTo(2);
        assertThat(history.number("count")).isEqualTo(2);
        assertThat(history.number("items", 0, "artefact_id")).isEqualTo(second.id());
        assertThat(history.at("items", 0).size()).isEqualTo(5);
        assertThat(history.text("items", 0, "name")).isEqualTo(first.name());
        assertThat(history.text("items", 0, "version")).isEqualTo("2");
        assertThat(history.text("items", 0, "stage")).isEqualTo("candidate");
        assertThat(history.text("items", 0, "created_at"))
                .isEqualTo(second.read().text("created_at"));
        assertThat(history.number("items", 1, "artefact_id")).isEqualTo(first.id());
        assertThat(history(name + "&family=snap&stage=beta").number("items", 0, "artefact_id"))
                .isEqualTo(first.id());
        assertThat(history(name + "&family=snap&track=24").number("count")).isEqualTo(1);
        assertThat(history(name + "&family=charm").number("count")).isZero();
        assertThat(history(name + "x&family=snap").number("count")).isZero();
    }

    @Test
    void theCountIsOfThePage() { // ART-HIST-03
        StartBody body = StartBody.of("charm");
        for (int version = 1; version <= 12; version++) {
            StartedArtefact.of(body.with("version", "v" + version));
        }
        String query = "family=charm&name=" + body.text("name");
        assertThat(history(query).number("count")).isEqualTo(10);
        assertThat(history(query + "&offset=10").number("count")).isEqualTo(2);
        assertThat(history(query + "&limit=3&offset=1").text("items", 0, "version"))
                .isEqualTo("v11");
        assertThat(history(query + "&offset=12").body()).isEqualTo("{\"count\":0,\"items\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deb", "image", "oci", "generic"})
    void familiesWithoutTracksHaveAnEmptyOne(String family) { // ART-HIST-02
        StartedArtefact subject = StartedArtefact.of(family);
        String query = "family=" + family + "&name=" + subject.name();
        assertThat(history(query).number("count")).isZero();
        assertThat(history(query + "&track=").number("items", 0, "artefact_id")).isEqualTo(subject.id());
    }

    @ParameterizedTest
    @CsvSource({
        "'', missing, name",
        "name=n, missing, family",
        "name=n&family=rpm, enum, family",
        "name=n&family=snap&stage=, enum, stage",
        "name=n&family=snap&stage=gamma, enum, stage"
    })
    void historyNeedsNameAndFamily(String query, String type, String field) { // ART-HIST-01
        TestResponse response = client.get("/v1/artefacts/history?" + query);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.list("detail", 0, "loc")).containsExactly("query", field);
    }

    @Test
    void versionsAreNewestFirstWithItself() { // ART-VER-01, 02
        StartBody body = StartBody.of("snap");
        StartedArtefact first = StartedArtefact.of(body);
        StartedArtefact second = StartedArtefact.of(body.with("version", "2")
                        .with("execution_stage", "stable")
                        .with("store", "another"))
                .set("archived", "true");
        for (Map.Entry<String, String> other :
                Map.of("name", word, "track", "24", "branch", "fix").entrySet()) {
            StartedArtefact.of(body.with(other.getKey(), other.getValue()).with("version", "3"));
        }
        StartedArtefact.of(body.with("family", "charm"));

        TestResponse versions = client.get(first.path() + "/versions");

        assertThat(versions.body())
                .isEqualTo("[{\"version\":\"2\",\"artefact_id\":%d},{\"version\":\"%s\",\"artefact_id\":%d}]"
                        .formatted(second.id(), body.text("version"), first.id()));
        assertThat(client.get(second.path() + "/versions").body()).isEqualTo(versions.body());
    }

    @ParameterizedTest
    @CsvSource({
        "deb, series, false",
        "deb, repo, false",
        "image, os, false",
        "image, release, false",
        "image, owner, true",
        "solution, source, false",
        "oci, digest, true"
    })
    void whatMakesAVersionOfTheSame(String family, String field, boolean same) { // ART-VER-02
        StartBody body = StartBody.of(family);
        StartedArtefact one = StartedArtefact.of(body);
        StartBody changed =
                body.with("version", "2").with(field, field.equals("digest") ? "sha256:" + "ab".repeat(32) : "x");
        StartedArtefact other = StartedArtefact.of(family.equals("image") ? changed.with("sha256", word) : changed);
        assertThat(versions(one)).hasSize(same ? 2 : 1);
        if (!same) {
            other.set(field, "'%s'".formatted(one.column(field)));
        }
        assertThat(versions(one)).hasSize(2);
    }

    @Test
    void anotherBundleIsNotAVersionOfTheSame() { // ART-VER-03
        StartBody body = StartBody.of("solution");
        StartedArtefact one = StartedArtefact.of(body);
        StartedArtefact other = StartedArtefact.of(body.with("version", "2"));
        assertThat(versions(one)).hasSize(2);
        other.set("bundled_builds_hash", "'another'");
        assertThat(versions(one)).hasSize(1);
    }

    @Test
    void versionsOfAnUnknownArtefactAreNotFound() { // ART-GET-01, ART-VER-01
        for (String id : List.of("2147483647", "-1", "99999999999")) {
            TestResponse response = client.get("/v1/artefacts/" + id + "/versions");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text("detail")).isEqualTo("Artefact with id " + id + " not found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "history", "1/versions"})
    void readingNeedsItsPermission(String path) { // CONV-32
        assertThat(server.as(VIEW_TEST).get("/v1/artefacts/" + path).status()).isEqualTo(403);
    }

    private static StartedArtefact named(String family, String name) {
        return StartedArtefact.of(StartBody.of(family).with("name", name));
    }

    private TestResponse search(String query) {
        return ok(client.get("/v1/artefacts/search?" + query));
    }

    private TestResponse history(String query) {
        return ok(client.get("/v1/artefacts/history?" + query));
    }

    private List<Integer> versions(StartedArtefact subject) {
        TestResponse response = ok(client.get(subject.path() + "/versions"));
        return IntStream.range(0, response.json().size())
                .mapToObj(i -> response.number(i, "artefact_id"))
                .toList();
    }

    private static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
