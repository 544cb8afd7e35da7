package dev.assay.artefact;

import dev.assay.web.input.PatchField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an artefact. A field that is null or absent stays as it is.
 *
 * @param jiraIssue null clears it; the same holds for the lists
 * @param bundledBuilds the ids that replace the current ones
 * @param reviewerIds the ids of people that replace the current ones
 * @param reviewerEmails the same, by e-mail address
 */
public record ArtefactPatch(
        @Nullable ArtefactStatus status,
        @Nullable Boolean archived,
        @Nullable Stage stage,
        @Nullable String comment,
        PatchField<String> jiraIssue,
        PatchField<List<Long>> bundledBuilds,
        PatchField<List<Long>> reviewerIds,
        PatchField<List<String>> reviewerEmails) {}
