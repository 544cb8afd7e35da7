package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.Family;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The artefact under test, with the key fields of its family: the fields of start-test in camelCase. */
@ValidationRule(
        value = "self.family == 'image' || (has(self.name) && has(self.version))",
        message = "an artefact needs name and version (only an image is known by its sha256 alone)")
@ValidationRule(
        value =
                "self.family != 'snap' || (has(self.track) && has(self.store) && has(self.stage) && has(self.revision))",
        message = "a snap needs track, store, stage (edge, beta, candidate, stable) and revision")
@ValidationRule(
        value = "self.family != 'charm' || (has(self.track) && has(self.stage) && has(self.revision))",
        message = "a charm needs track, stage (edge, beta, candidate, stable) and revision")
@ValidationRule(
        value = "self.family != 'deb' || (has(self.series) && has(self.repo) && has(self.stage) != has(self.source))",
        message = "a deb needs series, repo and either stage (proposed, updates) or source")
@ValidationRule(
        value = "self.family != 'solution' || (has(self.track) && has(self.source) && has(self.stage))",
        message = "a solution needs track, source and stage (edge, beta, candidate, stable)")
@ValidationRule(value = "self.family != 'image' || has(self.sha256)", message = "an image needs sha256")
@ValidationRule(value = "self.family != 'oci' || has(self.digest)", message = "an oci artefact needs digest")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArtefactSpec(
        @Required Family family,
        @Nullable @Size(min = 1, max = 200) String name,
        @Nullable @Size(min = 1, max = 200) String version,
        @Nullable @Min(-2147483648.0) @Max(2147483647.0) Integer revision,
        @Nullable @Size(max = 200) String track,
        @Nullable @Size(max = 200) String store,
        @Nullable @Size(max = 200) String branch,
        @Nullable @Size(max = 200) String stage,
        @Nullable @Size(max = 200) String series,
        @Nullable @Size(max = 200) String repo,
        @Nullable @Size(max = 200) String source,
        @Nullable @Size(max = 200) String os,
        @Nullable @Size(max = 200) String release,
        @Nullable @Size(max = 200) String owner,
        @Nullable @Size(max = 200) String imageUrl,
        @Nullable @Size(max = 200) String sha256,
        @Nullable @Size(max = 200) String digest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param revision null for families without revisions */
    public static ArtefactSpec of(ArtefactKey key, @Nullable Integer revision) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("family", key.family().wire());
        key.columns().forEach((column, value) -> {
            if (!value.isEmpty()) {
                fields.put(column.equals("image_url") ? "imageUrl" : column, value);
            }
        });
        if (revision != null) {
            fields.put("revision", revision);
        }
        return JSON.convertValue(fields, ArtefactSpec.class);
    }

    /** The fields by which an upload names the artefact, without environment, plan and architecture. */
    public Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        JSON.convertValue(this, new TypeReference<Map<String, String>>() {})
                .forEach((field, value) -> members.put(member(field), value));
        return members;
    }

    /** The name that an upload uses for a field. */
    public static String member(String field) {
        return switch (field) {
            case "stage" -> "execution_stage";
            case "imageUrl" -> "image_url";
            default -> field;
        };
    }
}
