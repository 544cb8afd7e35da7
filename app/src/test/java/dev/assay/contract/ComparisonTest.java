package dev.assay.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison notices differences. */
class ComparisonTest {
    private static final String SEARCH = "GET /v1/test-results";
    private static final String START = "PUT /v1/test-executions/start-test";
    private static final String LINK = "POST /v1/test-executions/{id}/links";
    private static final String UNLINK = "DELETE /v1/test-executions/{id}/links/{link_id}";
    private static final List<Fact> OURS = Checked.description();
    private static final List<Fact> SERVED = Checked.operations().stream()
            .filter(fact -> Set.of(SEARCH, START, LINK, UNLINK).contains(fact.operation()))
            .toList();

    @Test
    void anOperationThatIsGone() {
        List<Fact> without =
                OURS.stream().filter(fact -> !fact.operation().equals(SEARCH)).toList();

        assertThat(Comparison.of(SERVED, without).differences()).containsExactly("missing operation: " + SEARCH);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/test-results, query limit",
        "GET /v1/test-results, query families[]",
        "GET /v1/test-results, 200.test_results[].test_execution.id",
        "GET /v1/test-results, 422.detail[].loc[]",
        "PUT /v1/test-executions/start-test, body(snap).store",
        "PUT /v1/test-executions/start-test, permission change_test",
        "DELETE /v1/test-executions/{id}/links/{link_id}, 204",
        "DELETE /v1/test-executions/{id}/links/{link_id}, path link_id"
    })
    void anythingThatIsCalledOtherwise(String operation, String place) {
        Fact fact = at(operation, place);
        List<String> differences = changed(fact, new Fact(operation, place + "_renamed", fact.types(), fact.marks()));

        assertThat(differences).isNotEmpty().first().asString().startsWith("missing: " + operation + " | " + place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                // another type; a narrower one; a wider one that they do not allow
                "GET /v1/test-results                ! query limit                               ! string; default 50",
                "GET /v1/test-results                ! query limit                               ! integer(0..999); default 50",
                "GET /v1/test-results                ! query limit                               ! integer(0..1000); default 20",
                "GET /v1/test-results                ! query limit                               ! integer(0..1000); required",
                "GET /v1/test-results                ! query issues                              ! integer[] or \"any\"[]",
                "GET /v1/test-results                ! query families[]                          ! \"snap\" or \"deb\"",
                "GET /v1/test-results                ! query families[]                          ! string",
                "GET /v1/test-results                ! query from_date                           ! string or null",
                "GET /v1/test-results                ! 200.count                                 ! integer",
                "GET /v1/test-results                ! 200.count                                 ! integer or null; required",
                "GET /v1/test-results                ! 200.test_results[].test_execution.id      ! string; required",
                "GET /v1/test-results                ! 200.test_results[].test_execution.ci_link ! string; required",
                "GET /v1/test-results                ! 200.test_results                          ! object; required",
                "GET /v1/test-results                ! 200.test_results[].test_result.status     ! \"PASSED\" or \"FAILED\"; required",
                "GET /v1/test-results                ! 200.test_results[].test_result.status     ! \"PASSED\" or \"FAILED\" or \"SKIPPED\" or \"ODD\"; required",
                "GET /v1/test-results                ! 200.test_results[].artefact.created_at    ! string; required",
                "GET /v1/test-results                ! 200.test_results[].artefact.due_date      ! string(date); required",
                "PUT /v1/test-executions/start-test  ! body(snap).name                           ! string(..50); required",
                "PUT /v1/test-executions/start-test  ! body(snap).name                           ! string(1..200); required",
                "PUT /v1/test-executions/start-test  ! body(snap).revision                       ! integer(1..2147483647); required",
                "PUT /v1/test-executions/start-test  ! body(deb).execution_stage                 ! \"proposed\"; default \"\"",
                "PUT /v1/test-executions/start-test  ! body                                      ! object",
                "DELETE /v1/test-executions/{id}/links/{link_id} ! 204                           ! null"
            })
    void anythingOfAnotherType(String operation, String place, String said) {
        Fact was = at(operation, place);
        Fact is = Fact.parse(operation, place + " | " + said);

        assertThat(changed(was, is))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("another type: " + operation + " | " + place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"query mood | string; required", "body.mood | string; required", "permission other | needed"})
    void anythingThatOnlyWeAskFor(String line) {
        Fact more = Fact.parse(LINK, line);

        assertThat(added(more)).containsExactly("asked for only by us: " + more.line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query mood | string",
                "body.mood | string or null",
                "200.mood | string; required",
                "409 | object"
            })
    void whatMayBeMore(String line) {
        assertThat(added(Fact.parse(LINK, line))).isEmpty();
    }

    @Test
    void anotherFamilyAsksForWhatItNeeds() {
        assertThat(OURS).contains(at(START, "body(oci).digest"));
        assertThat(Comparison.of(SERVED, OURS).differences()).isEmpty();
    }

    @Test
    void everyWayToWriteASchema() throws IOException {
        JsonNode document = JsonMapper.createDefault().readValue(SCHEMAS, JsonNode.class);

        assertThat(Facts.of(document).stream().map(Fact::line))
                .containsExactly(
                        "GET /x | query q | integer[] or \"any\"[] or null; deprecated",
                        "GET /x | 200 | object",
                        "GET /x | 200.one | object or null; required",
                        "GET /x | 200.one.a | string(date-time) or null",
                        "GET /x | 200.many | array(unique, ..9); default []",
                        "GET /x | 200.many[] | \"x\" or \"y\"",
                        "GET /x | 200.map | integer(1..)[]{string(1..200)}",
                        "GET /x | 200.maps | map{}",
                        "GET /x | 200.maps{} | object",
                        "GET /x | 200.maps{}.a | string(date-time) or null",
                        "GET /x | 200.rest | any",
                        "GET /x | 404 | text/csv");
    }

    @Test
    void aKeywordWithoutMeaningHereIsNotPassedOver() {
        assertThat(catchThrowable(() -> Facts.of(JsonMapper.createDefault()
                        .readValue(SCHEMAS.replace("\"minimum\"", "\"exclusiveMinimum\""), JsonNode.class))))
                .hasMessage("what does exclusiveMinimum mean?");
    }

    private static Fact at(String operation, String place) {
        return OURS.stream()
                .filter(fact ->
                        fact.operation().equals(operation) && fact.place().equals(place))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing at " + operation + " " + place));
    }

    private static List<String> changed(Fact was, Fact is) {
        UnaryOperator<Fact> change = fact -> fact.equals(was) ? is : fact;
        return Comparison.of(SERVED, OURS.stream().map(change).toList()).differences();
    }

    private static List<String> added(Fact more) {
        return Comparison.of(
                        SERVED, Stream.concat(OURS.stream(), Stream.of(more)).toList())
                .differences();
    }

    private static final String SCHEMAS = """
            {
              "paths": {"/x": {"get": {
                "parameters": [{"name": "q", "in": "query", "required": false, "deprecated": true, "schema": {"anyOf": [
                  {"type": "array", "items": {"type": "integer", "format": "int32"}},
                  {"type": "array", "items": {"const": "any", "type": "string"}},
                  {"type": "null"}]}}],
                "responses": {
                  "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}},
                  "404": {"content": {"text/csv": {}}}}
              }}},
              "components": {"schemas": {
                "Answer": {"type": "object", "required": ["one"], "properties": {
                  "one": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
                  "many": {"type": "array", "uniqueItems": true, "maxItems": 9, "items": {"enum": ["x", "y"]}, "default": []},
                  "map": {"type": "object", "propertyNames": {"minLength": 1, "maxLength": 200},
                    "additionalProperties": {"type": "array", "items": {"type": "integer", "minimum": 1}}},
                  "maps": {"type": "object", "additionalProperties": {"allOf": [{"$ref": "#/components/schemas/A"}]}},
                  "rest": {"title": "Rest"}}},
                "A": {"type": "object", "properties": {"a": {"type": ["string", "null"], "format": "date-time"}}}
              }}
            }
            """;
}
