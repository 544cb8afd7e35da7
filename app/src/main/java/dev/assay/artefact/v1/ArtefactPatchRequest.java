package dev.assay.artefact.v1;

import dev.assay.artefact.ArtefactPatch;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Stage;
import dev.assay.web.input.PatchField;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an artefact (ART-PATCH-01). Null leaves status, archived, stage and comment as they are, and clears the others.
 *
 * @param bundledBuilds ids, instead of those before
 * @param assigneeId the only reviewer, under an old name; counts where no reviewers are given
 * @param assigneeEmail the same by e-mail
 * @param reviewerIds ids of people, instead of those before
 * @param reviewerEmails the same by e-mail
 */
@Schema(name = "ArtefactPatch")
record ArtefactPatchRequest(
        @Nullable ArtefactStatus status,
        @Nullable Boolean archived,
        @Nullable Stage stage,
        @Nullable String comment,
        PatchField<String> jiraIssue,
        PatchField<List<Long>> bundledBuilds,

        @Schema(deprecated = true) @Nullable Long assigneeId,

        @Schema(deprecated = true) @Nullable String assigneeEmail,

        PatchField<List<Long>> reviewerIds,
        PatchField<List<String>> reviewerEmails) {
    /** An older name counts as a list of one where the body has no list, null as null; a mistake shows in both (ART-PATCH-16). */
    static JsonNode renewed(JsonNode body) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        body.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
        if (members.containsKey("reviewer_ids") || members.containsKey("reviewer_emails")) {
            return body;
        }
        replace(members, "assignee_id", "reviewer_ids");
        replace(members, "assignee_email", "reviewer_emails");
        return JsonNode.createObjectNode(members);
    }

    private static void replace(Map<String, JsonNode> members, String older, String list) {
        JsonNode value = members.get(older);
        if (value != null) {
            members.put(list, value.isNull() ? value : JsonNode.createArrayNode(List.of(value)));
        }
    }

    ArtefactPatch patch() {
        return new ArtefactPatch(
                status, archived, stage, comment, jiraIssue, bundledBuilds, reviewerIds, reviewerEmails);
    }
}
