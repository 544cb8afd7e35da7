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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTestInputTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;
    private static final Map<String, String> REQUIRED = Map.of(
            "snap", "name version revision track store arch execution_stage environment test_plan",
            "deb", "name version series repo arch environment test_plan",
            "charm", "name version revision track arch execution_stage environment test_plan",
            "image", "sha256 environment test_plan",
            "solution", "name version track source arch execution_stage environment test_plan",
            "oci", "digest name version arch environment test_plan",
            "generic", "name version environment test_plan");

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void theAnswerIsTheIdAndNothingElse(String family) {
        TestResponse response = StartBody.of(family).send(client);

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).matches("\\{\"id\":\\d+}");
    }

    static Stream<Arguments> requiredFields() {
        return REQUIRED.entrySet().stream()
                .flatMap(e -> Stream.of(e.getValue().split(" ")).map(field -> Arguments.of(e.getKey(), field)));
    }

    @ParameterizedTest
    @MethodSource("requiredFields")
    void aRequiredFieldThatIsMissingIsNamed(String family, String field) { // TE-START-02, 05 to 12
        assertRefused(StartBody.of(family).without(field), "missing", "body", family, field);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void anAbsentFieldHasItsDefault(String family) {
        int id = StartBody.of(family).start(client);

        TestResponse execution = client.get("/v1/test-executions/" + id);
        assertThat(execution.at("ci_link").isNull()).isTrue();
        assertThat(execution.text("status")).isEqualTo("IN_PROGRESS");
        assertThat(execution.at("relevant_links").size()).isZero();
    }

    @Test
    void textsOfAFamilyDefaultToEmptyAndArchitectureToAll() { // TE-START-05 to 07
        assertThat(artefact(StartBody.of("snap"), "branch")).isEmpty();
        assertThat(artefact(StartBody.of("charm"), "branch")).isEmpty();
        assertThat(artefact(StartBody.of("deb"), "source")).isEmpty();
        int generic = StartBody.of("generic").without("arch").start(client);
        assertThat(client.get("/v1/test-executions/" + generic).text("environment", "architecture"))
                .isEqualTo("all");
    }

    @Test
    void theFamilyChoosesTheBody() { // TE-START-01
        assertRefused(StartBody.of("snap").without("family"), "union_tag_not_found", "body");
        assertRefused(StartBody.of("snap").with("family", "rpm"), "union_tag_invalid", "body");
        assertRefused(StartBody.of("snap").with("family", null), "union_tag_invalid", "body");
    }

    @ParameterizedTest
    @CsvSource({
        "snap, pending",
        "snap, ''",
        "charm, proposed",
        "solution, current",
        "image, edge",
        "image, ''",
    })
    void aStageOfAnotherFamilyIsRefused(String family, String stage) { // TE-START-11
        assertRefused(StartBody.of(family).with("execution_stage", stage), "enum", "body", family, "execution_stage");
    }

    @Test
    void aBadStageOfADebIsTwoErrors() { // TE-START-09
        TestResponse response =
                StartBody.of("deb").with("execution_stage", "edge").send(client);

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.at("detail").size()).isEqualTo(2);
        assertThat(error(response, 0)).containsExactly("enum", "body", "deb", "execution_stage", "str-enum[DebStage]");
        assertThat(error(response, 1))
                .containsExactly("literal_error", "body", "deb", "execution_stage", "literal['']");
    }

    @Test
    void aDebHasEitherSourceOrStage() { // TE-START-08
        StartBody deb = StartBody.of("deb");
        TestResponse neither = deb.without("execution_stage").send(client);
        assertThat(error(neither, 0)).containsExactly("value_error", "body", "deb");
        assertThat(neither.text("detail", 0, "msg")).isEqualTo("Value error, Received no source or execution_stage");

        TestResponse both = deb.with("source", "ppa").send(client);
        assertThat(error(both, 0)).containsExactly("value_error", "body", "deb");
        assertThat(both.text("detail", 0, "msg")).isEqualTo("Value error, Received both source and execution_stage");

        assertThat(deb.with("execution_stage", "").with("source", "ppa").start(client))
                .isPositive();
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void emptyTextAndTheWordNullAreNotVersions(String family) {
        for (String version : List.of("", "null")) {
            TestResponse response =
                    StartBody.of(family).with("version", version).send(client);
            assertThat(error(response, 0)).containsExactly("value_error", "body", family, "version");
            assertThat(response.text("detail", 0, "msg"))
                    .isEqualTo("Value error, Invalid version value '" + version + "'");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "name, 200",
        "arch, 100",
        "environment, 200",
        "test_plan, 200",
        "branch, 200",
        "ci_link, 200",
    })
    void aTextLongerThanItsColumnIsRefusedAndTheLongestIsStored(String field, int longest) { // TE-START-06, 22
        StartBody snap = StartBody.of("snap").linked();
        assertRefused(snap.with(field, "x".repeat(longest + 1)), "string_too_long", "body", "snap", field);
        String fits = "é".repeat(longest - 5) + snap.text("name").substring(0, 5);
        assertThat(snap.with(field, fits).start(client)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "initial_status, , enum",
        "initial_status, COMPLETED, enum",
        "relevant_links, , list_type",
        "needs_assignment, , bool_type",
        "revision, 7.5, int_parsing",
        "revision, 3000000000, less_than_equal",
        "track, , string_type",
    })
    void whatIsNotOfTheFieldsFormIsRefused(String field, String value, String type) {
        assertRefused(StartBody.of("snap").with(field, value), type, "body", "snap", field);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void theInitialStatusIsSetOnTheNewExecution(String family) {
        int id = StartBody.of(family).with("initial_status", "NOT_STARTED").start(client);
        assertThat(client.get("/v1/test-executions/" + id).text("status")).isEqualTo("NOT_STARTED");
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void unknownPropertiesAreIgnored(String family) { // TE-START-17
        assertThat(StartBody.of(family).with("colour", "green").start(client)).isPositive();
        assertThat(StartBody.of("deb").with("revision", "none").start(client)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "", "HTTP://EXAMPLE.com:80", "ci.example/job/5"})
    void aCiLinkIsAnyTextKeptAsItIs(String given) { // TE-START-21, 23
        String link = given.isEmpty() ? "" : given + StartBody.of("snap").text("name");
        StartBody snap = StartBody.of("snap").with("ci_link", link);

        int id = snap.start(client);

        assertThat(client.get("/v1/test-executions/" + id).text("ci_link")).isEqualTo(link);
        assertThat(snap.start(client)).isEqualTo(id);
    }

    @Test
    void aCiLinkThatIsNotATextIsRefused() { // TE-START-21
        assertRefused(StartBody.of("snap").with("ci_link", 5), "url_type", "body", "snap", "ci_link");
    }

    @Test
    void aLinkNeedsALabelAndAnUrl() {
        StartBody snap = StartBody.of("snap");
        assertRefused(
                snap.with("relevant_links", List.of(Map.of("label", "MR", "url", "no url"))),
                "url_parsing",
                "body",
                "snap",
                "relevant_links",
                "0",
                "url");
        assertRefused(
                snap.with("relevant_links", List.of(Map.of("url", "http://l.a"))),
                "missing",
                "body",
                "snap",
                "relevant_links",
                "0",
                "label");
    }

    @Test
    void anImageUrlIsHttpAndKeptInItsNormalForm() { // TE-START-12, 33
        StartBody image = StartBody.of("image");
        assertRefused(image.with("image_url", "images"), "url_parsing", "body", "image", "image_url");
        assertThat(artefact(image.with("image_url", "HTTP://L.A:80"), "image_url"))
                .isEqualTo("http://l.a/");
    }

    @Test
    void aDigestHasTheFormThatRegistriesUse() {
        assertRefused(StartBody.of("oci").with("digest", "sha256:abc"), "value_error", "body", "oci", "digest");
    }

    private String artefact(StartBody body, String column) {
        return server.database()
                .strings("""
                        SELECT a.%s FROM artefact a JOIN artefact_build b ON b.artefact_id = a.id
                        JOIN test_execution e ON e.artefact_build_id = b.id WHERE e.id = %d
                        """.formatted(column, body.start(client)))
                .getFirst();
    }

    private void assertRefused(StartBody body, String... typeAndLoc) {
        TestResponse response = body.send(client);
        assertThat(response.status()).as(response.body()).isEqualTo(422);
        assertThat(error(response, 0)).as(response.body()).containsExactly(typeAndLoc);
    }

    /** The type and the place of an error. */
    private static List<String> error(TestResponse response, int index) {
        Stream.Builder<String> parts = Stream.builder();
        parts.add(response.text("detail", index, "type"));
        response.at("detail", index, "loc").values().forEach(step -> parts.add(step.coerceStringValue()));
        return parts.build().toList();
    }
}
