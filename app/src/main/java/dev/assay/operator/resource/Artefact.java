package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is under test, with the key of its family: the fields of start-test, in the spelling of Kubernetes. */
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
public record Artefact(
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
    /** What kinds of artefact there are. */
    public enum Family {
        @JsonProperty("snap")
        SNAP,
        @JsonProperty("deb")
        DEB,
        @JsonProperty("charm")
        CHARM,
        @JsonProperty("image")
        IMAGE,
        @JsonProperty("solution")
        SOLUTION,
        @JsonProperty("oci")
        OCI,
        @JsonProperty("generic")
        GENERIC;

        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Members of start-test that say what is tested; environment, plan and architecture are not among them. */
    public Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("family", family.wire());
        put(members, "name", name);
        put(members, "version", version);
        put(members, "revision", revision == null ? null : revision.toString());
        put(members, "track", track);
        put(members, "store", store);
        put(members, "branch", branch);
        put(members, "execution_stage", stage);
        put(members, "series", series);
        put(members, "repo", repo);
        put(members, "source", source);
        put(members, "os", os);
        put(members, "release", release);
        put(members, "owner", owner);
        put(members, "image_url", imageUrl);
        put(members, "sha256", sha256);
        put(members, "digest", digest);
        return members;
    }

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
