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
 * Changes to an artefact (ART-PATCH-01). Null leaves status, archived, stage and comment as they are, and clears the
 * other fields.
 *
 * @param bundledBuilds the ids that replace the current ones
 * @param assigneeId the only reviewer, under an old name; used if the body has no list of reviewers
 * @param assigneeEmail the same, by e-mail address
 * @param reviewerIds the ids of people that replace the current ones
 * @param reviewerEmails the same, by e-mail address
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
    /**
     * Copies the old field for one reviewer to the new field for a list, unless the body has such a list: a value
     * becomes a list of one, null stays null. A mistake in it is reported for both fields (ART-PATCH-16).
     */
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
