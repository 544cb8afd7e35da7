package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Open;
import dev.assay.access.Permit;
import dev.assay.platform.Version;
import dev.assay.testing.TestServer;
import dev.assay.web.Operation;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.web.router.Router;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ApiDescriptionTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final String TEXT = SERVER.anonymous().get("/openapi.json").body();
    private static final JsonNode DOCUMENT =
            SERVER.anonymous().get("/openapi.json").json();

    @Test
    void itIsValidOpenApi31() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(TEXT, null, options);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.isOpenapi31()).isTrue();
        assertThat(result.getOpenAPI().getPaths()).containsKey("/v1/test-executions/start-test");
    }

    /** SVC-20 */
    @Test
    void itNamesProductLicenceAndVersion() {
        assertThat(at(DOCUMENT, "info", "title").getStringValue()).isEqualTo("Assay");
        assertThat(at(DOCUMENT, "info", "license", "identifier").getStringValue())
                .isEqualTo("Apache-2.0");
        assertThat(at(DOCUMENT, "info", "version").getStringValue()).isEqualTo(Version.current());
    }

    @Test
    void theCheckedInFileIsTheSame() throws Exception {
        String checkedIn = Files.readString(Path.of("../openapi.json"));

        assertThat(withoutVersion(checkedIn))
                .as("openapi.json is out of date. Renew it with: scripts/openapi json > openapi.json")
                .isEqualTo(withoutVersion(TEXT));
    }

    /** Architecture rule 10 */
    @Test
    void everyOperationSaysWhoMayCallIt() {
        List<Operation> operations = Operation.all(SERVER.bean(Router.class));

        assertThat(operations).hasSizeGreaterThan(10);
        assertThat(operations)
                .allSatisfy(operation -> assertThat(operation.handler().isAnnotationPresent(Permit.class)
                                ^ operation.handler().isAnnotationPresent(Open.class))
                        .as("%s declares one of @Permit and @Open", operation)
                        .isTrue());
    }

    /** SVC-20, SVC-21 */
    @Test
    void everyOperationOfTheRouterIsDescribedWithItsPermissions() {
        List<Operation> operations = Operation.all(SERVER.bean(Router.class)).stream()
                .filter(operation -> !operation.isHidden())
                .toList();

        assertThat(operations).allSatisfy(operation -> {
            JsonNode described =
                    at(DOCUMENT, "paths", operation.path(), operation.method().toLowerCase(Locale.ROOT));
            Permit permit = operation.handler().getAnnotation(Permit.class);
            JsonNode permissions = described.get("x-permissions");
            if (permit == null) {
                assertThat(permissions).isNull();
            } else {
                assertThat(strings(Objects.requireNonNull(permissions)))
                        .isNotEmpty()
                        .hasSize(permit.value().length);
            }
        });
        assertThat(operations).hasSize(operations().size());
    }

    /** SVC-21 */
    @Test
    void whatIsForBrowsersIsNotDescribed() {
        assertThat(names(at(DOCUMENT, "paths")))
                .contains("/", "/v1/version", "/health/live", "/health/ready", "/v2/limits")
                .doesNotContain("/openapi.json", "/docs", "/redoc", "/health", "/health/liveness");
    }

    @Test
    void operationsHaveDistinctIdsAndTags() {
        List<String> ids = operations().stream()
                .map(operation -> at(operation, "operationId").getStringValue())
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(operations())
                .allSatisfy(
                        operation -> assertThat(strings(at(operation, "tags"))).isNotEmpty());
    }

    /** TE-START-01 */
    @Test
    void theStartTestBodyIsOneOfTheFamilies() {
        JsonNode body = at(schemas(), "StartTest");

        assertThat(at(body, "discriminator", "propertyName").getStringValue()).isEqualTo("family");
        assertThat(names(at(body, "discriminator", "mapping")))
                .containsExactly("snap", "deb", "charm", "image", "solution", "oci", "generic");
        JsonNode snap = at(schemas(), "StartSnapTest");
        assertThat(at(snap, "properties", "family", "const").getStringValue()).isEqualTo("snap");
        assertThat(strings(at(snap, "required")))
                .containsExactlyInAnyOrder(
                        "family",
                        "name",
                        "version",
                        "revision",
                        "track",
                        "store",
                        "arch",
                        "execution_stage",
                        "environment",
                        "test_plan");
        assertThat(at(snap, "properties", "name", "maxLength").getIntValue()).isEqualTo(200);
        assertThat(strings(at(snap, "properties", "ci_link", "type"))).containsExactly("string", "null");
        assertThat(at(snap, "properties", "initial_status", "default").getStringValue())
                .isEqualTo("IN_PROGRESS");
        assertThat(at(snap, "properties", "version", "type").getStringValue()).isEqualTo("string");
        assertThat(strings(at(schemas(), "StartTest.RiskStage", "enum")))
                .containsExactly("edge", "beta", "candidate", "stable");
    }

    /** CONV-03, CONV-05 */
    @Test
    void answersHaveEveryPropertyInSnakeCase() {
        JsonNode execution = at(schemas(), "TestExecutionResponse");

        assertThat(strings(at(execution, "required")))
                .contains("ci_link", "is_rerun_requested", "rerun_priority")
                .containsExactlyInAnyOrderElementsOf(names(at(execution, "properties")));
        assertThat(strings(at(execution, "properties", "ci_link", "type"))).containsExactly("string", "null");
        assertThat(at(schemas(), "IssueTestResultAttachmentResponse", "properties", "attachment_rule", "anyOf")
                        .size())
                .isEqualTo(2);
    }

    /** CONV-06, SVC-22 */
    @Test
    void answersAndFailuresAreDeclared() {
        JsonNode unlink = at(DOCUMENT, "paths", "/v1/test-executions/{id}/links/{link_id}", "delete", "responses");
        JsonNode post = at(DOCUMENT, "paths", "/v1/test-executions/{id}/status_update", "post", "responses");

        assertThat(names(unlink)).containsExactly("204", "403", "404", "422");
        assertThat(names(post)).containsExactly("200", "400", "403", "404", "413", "422");
        assertThat(names(at(DOCUMENT, "paths", "/v2/uploads", "post", "responses")))
                .containsExactly("201", "400", "403", "409", "413", "415", "422", "429", "503");
        assertThat(names(at(DOCUMENT, "paths", "/v1/artefacts/{artefact_id}", "patch", "responses")))
                .containsExactly("200", "400", "403", "404", "409", "413", "422");
        assertThat(names(at(DOCUMENT, "paths", "/v1/test-executions/end-test", "put", "responses")))
                .containsExactly("200", "400", "403", "404", "413", "422");
        assertThat(names(at(DOCUMENT, "paths", "/health/ready", "get", "responses")))
                .containsExactly("200", "403", "503");
        assertThat(names(at(DOCUMENT, "paths", "/v2/uploads", "put", "requestBody", "content")))
                .containsExactly("application/xml", "application/gzip");
        assertThat(at(post, "200", "content", "application/json", "schema", "type")
                        .getStringValue())
                .isEqualTo("null");
        assertThat(names(at(DOCUMENT, "paths", "/v1/version", "get", "responses")))
                .containsExactly("200", "401");
        assertThat(names(at(
                        DOCUMENT,
                        "paths",
                        "/v2/test-executions/{id}/test-results",
                        "get",
                        "responses",
                        "422",
                        "content")))
                .containsExactly("application/problem+json");
    }

    @Test
    void everyParameterSaysWhatItIs() {
        List<JsonNode> parameters = new ArrayList<>();
        operations().stream()
                .map(operation -> operation.get("parameters"))
                .filter(Objects::nonNull)
                .forEach(list -> list.values().forEach(parameters::add));

        assertThat(parameters)
                .hasSizeGreaterThan(50)
                .allSatisfy(parameter -> assertThat(at(parameter, "description").getStringValue())
                        .as(at(parameter, "name").getStringValue())
                        .isNotBlank());
    }

    @Test
    void everyPropertySaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        schemas().entries().forEach(schema -> silentProperties(schema.getKey(), schema.getValue(), silent));

        assertThat(silent).as("give them a text in properties.properties").isEmpty();
        assertThat(SERVER.bean(ApiDescription.class).unusedTexts())
                .as("lines of properties.properties that no property needs")
                .isEmpty();
    }

    private static void silentProperties(String path, JsonNode schema, List<String> silent) {
        if (schema.get("properties") != null) {
            at(schema, "properties").entries().forEach(property -> {
                String name = path + "." + property.getKey();
                if (property.getValue().get("description") == null) {
                    silent.add(name);
                }
                silentProperties(name, property.getValue(), silent);
            });
        }
        if (schema.get("items") != null) {
            silentProperties(path, at(schema, "items"), silent);
        }
    }

    /** The ids of rules are for readers of sources. */
    @Test
    void noTextCitesARule() {
        assertThat(operations())
                .allSatisfy(operation ->
                        assertThat(at(operation, "summary").getStringValue()).isNotBlank());
        assertThat(TEXT)
                .doesNotContainPattern(
                        "\\b(TE|TR|ART|ER|RR|ISS|ATT|ARULE|SVC|AMR|TEAM|USR|REP|CONV|RI|ENI|TCI|NOTIF|SAML|AUTH)"
                                + "(-[A-Z]+)?-\\d")
                .doesNotContainPattern("\\((TE|TR|ART|ER|RR)-[A-Z]+\\)");
    }

    @Test
    void tagsAreInTheOrderOfUseEachWithASentence() {
        List<JsonNode> tags = new ArrayList<>();
        at(DOCUMENT, "tags").values().forEach(tags::add);
        TreeSet<String> used = new TreeSet<>();
        operations().forEach(operation -> used.addAll(strings(at(operation, "tags"))));

        assertThat(tags).allMatch(tag -> at(tag, "description").getStringValue().endsWith("."));
        assertThat(tags)
                .extracting(tag -> at(tag, "name").getStringValue())
                .containsExactlyInAnyOrderElementsOf(used)
                .startsWith("uploads", "artefacts", "test-executions", "test-results")
                .endsWith("audit", "service");
    }

    @Test
    void newerPathsComeFirst() {
        List<String> paths = names(at(DOCUMENT, "paths"));

        assertThat(paths.getFirst()).startsWith("/v2/");
        assertThat(paths.stream()
                        .map(path -> path.replaceFirst("^/(v\\d)?.*", "$1"))
                        .distinct())
                .containsExactly("v2", "v1", "");
    }

    @Test
    void itBeginsWithAnIntroduction() {
        assertThat(at(DOCUMENT, "info", "description").getStringValue())
                .contains("Authorize", "POST /v2/uploads", "--fail-with-body", "change_test");
    }

    @Test
    void callersCanAuthorizeByKeyAndBySession() {
        assertThat(at(DOCUMENT, "components", "securitySchemes", "key", "scheme")
                        .getStringValue())
                .isEqualTo("bearer");
        assertThat(at(DOCUMENT, "components", "securitySchemes", "session", "in")
                        .getStringValue())
                .isEqualTo("cookie");
        assertThat(operations())
                .filteredOn(operation -> operation.get("x-permissions") != null)
                .hasSizeGreaterThan(50)
                .allSatisfy(operation -> assertThat(at(operation, "security").values())
                        .extracting(way -> String.join(",", names(way)))
                        .containsExactly("key", "session"));
        assertThat(at(DOCUMENT, "paths", "/v1/users/me", "get", "security").values())
                .extracting(way -> String.join(",", names(way)))
                .containsExactly("", "key", "session");
        assertThat(at(DOCUMENT, "paths", "/v1/auth/saml/login", "get").get("security"))
                .isNull();
    }

    /** Pages let a person choose a file for a body with {@code contentMediaType}. */
    @Test
    void anUploadTakesAFileAsItsBody() {
        JsonNode upload = at(DOCUMENT, "paths", "/v2/uploads", "post");

        at(upload, "requestBody", "content")
                .entries()
                .forEach(type -> assertThat(at(type.getValue(), "schema", "contentMediaType")
                                .getStringValue())
                        .isEqualTo(type.getKey()));
        assertThat(at(upload, "parameters").values())
                .extracting(parameter -> at(parameter, "name").getStringValue())
                .contains("family", "name", "version", "environment", "ci_link", "metadata", "partial", "format");
    }

    /** Of requests with a body, of answers with a body, and of variables in the path; ApiExamplesTest compares them with a server. */
    @Test
    void everyOperationHasExamples() {
        at(DOCUMENT, "paths")
                .entries()
                .forEach(path -> path.getValue().entries().forEach(entry -> {
                    JsonNode operation = entry.getValue();
                    String name = entry.getKey() + " " + path.getKey();
                    if (operation.get("requestBody") != null) {
                        assertThat(at(operation, "requestBody", "content").values())
                                .as(name)
                                .anyMatch(media -> media.get("example") != null);
                    }
                    List<JsonNode> answers = new ArrayList<>();
                    at(operation, "responses").values().forEach(response -> {
                        if (response.get("content") != null) {
                            at(response, "content").values().forEach(answers::add);
                        }
                    });
                    // What fails for show has no answer of its own, and a success without content needs none
                    if (!path.getKey().equals("/sentry-debug")
                            && at(operation, "responses").get("204") == null) {
                        assertThat(answers).as(name).anyMatch(media -> media.get("example") != null);
                    }
                    if (operation.get("parameters") != null) {
                        at(operation, "parameters").values().forEach(parameter -> {
                            if (at(parameter, "in").getStringValue().equals("path")) {
                                assertThat(parameter.get("example")).as(name).isNotNull();
                            }
                        });
                    }
                }));
    }

    @Test
    void olderNamesAreDeprecated() {
        for (String path : List.of("/v1/test-executions", "/v1/test-results")) {
            assertThat(at(DOCUMENT, "paths", path, "get", "parameters").values())
                    .anySatisfy(parameter -> {
                        assertThat(at(parameter, "name").getStringValue()).isEqualTo("assignee_ids");
                        assertThat(at(parameter, "deprecated").getBooleanValue())
                                .isTrue();
                    });
        }
    }

    @Test
    void everyNamedSchemaIsReferredTo() {
        TreeSet<String> referred = new TreeSet<>();
        for (String part : TEXT.split("#/components/schemas/")) {
            referred.add(part.substring(0, part.indexOf('"')));
        }

        assertThat(referred).containsAll(names(schemas()));
    }

    private static JsonNode schemas() {
        return at(DOCUMENT, "components", "schemas");
    }

    private static List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        at(DOCUMENT, "paths").values().forEach(path -> path.values().forEach(operations::add));
        return operations;
    }

    private static String withoutVersion(String text) {
        return text.replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"…\"");
    }

    private static JsonNode at(JsonNode node, String... names) {
        JsonNode at = node;
        for (String name : names) {
            at = Objects.requireNonNull(at.get(name), () -> "nothing at " + String.join(" > ", names));
        }
        return at;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.values().forEach(value -> strings.add(value.getStringValue()));
        return strings;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.entries().forEach(entry -> names.add(entry.getKey()));
        return names;
    }
}
