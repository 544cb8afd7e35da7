package dev.assay.artefact.v1;

import dev.assay.artefact.ArtefactPatch;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Stage;
import dev.assay.web.input.Given;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
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
        Given<String> jiraIssue,
        Given<List<Long>> bundledBuilds,

        @Input.StandsFor(
                field = "reviewer_ids",
                unless = {"reviewer_ids", "reviewer_emails"})
        @Nullable
        Long assigneeId,

        @Input.StandsFor(
                field = "reviewer_emails",
                unless = {"reviewer_ids", "reviewer_emails"})
        @Nullable
        String assigneeEmail,

        Given<List<Long>> reviewerIds,
        Given<List<String>> reviewerEmails) {
    ArtefactPatch patch() {
        return new ArtefactPatch(
                status, archived, stage, comment, jiraIssue, bundledBuilds, reviewerIds, reviewerEmails);
    }
}
