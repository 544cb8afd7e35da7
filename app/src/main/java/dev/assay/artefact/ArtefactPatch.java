package dev.assay.artefact;

import dev.assay.web.input.PatchField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an artefact; what is null or not given stays.
 *
 * @param jiraIssue null clears it, as it does the lists
 * @param bundledBuilds ids, instead of those before
 * @param reviewerIds ids of people, instead of those before
 * @param reviewerEmails the same by e-mail
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
