package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.web.Problem;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A response as it arrived. */
public final class TestResponse {
    /** Messages of Python's libraries about bad input, which v1 copies. */
    private static final Pattern OF_PYTHON = Pattern.compile(
            "Input should|Value error|\"type\":\"\\w+_(error|type|parsing|invalid)\"|Field required|Expecting value|Extra data"
                    + "|JSON decode|type expected|dictionary|str-enum|list\\[int]");

    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final int status;
    private final HttpHeaders headers;
    private final String body;
    /** Parsed once, because tests read long lists value by value. */
    private @Nullable JsonNode json;

    TestResponse(int status, HttpHeaders headers, String body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static TestResponse of(HttpResponse<byte[]> response) {
        TestResponse answer = new TestResponse(
                response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
        if (answer.header("Content-Type").equals("application/problem+json") && !answer.body.isEmpty()) {
            answer.checkProblem();
        }
        return answer;
    }

    /** Checks every problem that any test gets: its type is declared, and its messages are ours. */
    private void checkProblem() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::type)).contains(text("type"));
        assertThat(body).doesNotContainPattern(OF_PYTHON);
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** As UTF-8 text; empty if there is none. */
    public String body() {
        return body;
    }

    /** The value of a header, several joined with {@code ", "}; empty if it is absent. */
    public String header(String name) {
        return String.join(", ", headers.allValues(name));
    }

    /** The whole body. */
    public JsonNode json() {
        try {
            if (json == null) {
                json = Objects.requireNonNullElseGet(JSON.readValue(body, JsonNode.class), JsonNode::nullNode);
            }
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + body, e);
        }
    }

    /** The value in the body at these names and positions: {@code at("detail", 0, "type")}. */
    public JsonNode at(Object... steps) {
        JsonNode node = json();
        for (Object step : steps) {
            JsonNode next = switch (step) {
                case Integer index -> node.get(index);
                case String name -> node.get(name);
                default -> throw new IllegalArgumentException("no step: " + step);
            };
            node = Objects.requireNonNull(next, () -> "nothing at " + step + " in " + body);
        }
        return node;
    }

    /** As {@link #at}, a string or number as text. */
    public String text(Object... steps) {
        return at(steps).coerceStringValue();
    }

    /** As {@link #at}, a whole number. */
    public int number(Object... steps) {
        return at(steps).getIntValue();
    }

    /** As {@link #at}, the values of a list as text. */
    public List<String> list(Object... steps) {
        List<String> values = new ArrayList<>();
        at(steps).values().forEach(value -> values.add(value.coerceStringValue()));
        return values;
    }
}
