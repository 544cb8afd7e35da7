package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A start-test request: complete, and about an artefact, environment and plan that no other test names. */
public record StartBody(Map<String, JsonNode> fields) {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final JsonMapper JSON = JsonMapper.createDefault();

    public static final List<String> FAMILIES = List.of("snap", "deb", "charm", "image", "solution", "oci", "generic");

    public static StartBody of(String family) {
        int unique = MADE.incrementAndGet();
        StartBody common = new StartBody(Map.of())
                .with("family", family)
                .with("name", "thing-" + unique)
                .with("version", "1." + unique)
                .with("arch", "amd64")
                .with("environment", "lab-" + unique)
                .with("test_plan", "plan-" + unique);
        return switch (family) {
            case "snap" ->
                common.with("revision", 7)
                        .with("track", "latest")
                        .with("store", "ubuntu")
                        .with("execution_stage", "beta");
            case "charm" -> common.with("revision", 7).with("track", "latest").with("execution_stage", "beta");
            case "deb" -> common.with("series", "noble").with("repo", "main").with("execution_stage", "proposed");
            case "solution" ->
                common.with("track", "latest").with("source", "git").with("execution_stage", "beta");
            case "image" ->
                common.with("sha256", "sum-" + unique)
                        .with("os", "ubuntu")
                        .with("release", "noble")
                        .with("owner", "cpc")
                        .with("image_url", "https://images.example/" + unique)
                        .with("execution_stage", "pending");
            case "oci" -> common.with("digest", "sha256:%064x".formatted(unique));
            case "generic" -> common;
            default -> throw new IllegalArgumentException(family);
        };
    }

    /** Sets a field to null, text, a number, a boolean, a list, a map or a node. */
    public StartBody with(String field, @Nullable Object value) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(fields);
        changed.put(field, JsonNode.from(value));
        return new StartBody(changed);
    }

    public StartBody without(String field) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(fields);
        changed.remove(field);
        return new StartBody(changed);
    }

    /** Adds a {@code ci_link} that no other test uses. */
    public StartBody linked() {
        return with("ci_link", "https://ci.example/" + MADE.incrementAndGet());
    }

    public String text(String field) {
        return Objects.requireNonNull(fields.get(field)).coerceStringValue();
    }

    public String json() {
        try {
            return JSON.writeValueAsString(JsonNode.createObjectNode(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestResponse send(TestClient client) {
        return client.put("/v1/test-executions/start-test", json());
    }

    /** Sends it, and returns the id of the execution. */
    public int start(TestClient client) {
        TestResponse response = send(client);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.number("id");
    }
}
