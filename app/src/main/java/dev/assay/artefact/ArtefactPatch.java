package dev.assay.artefact;

import dev.assay.web.input.Given;
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
        Given<String> jiraIssue,
        Given<List<Long>> bundledBuilds,
        Given<List<Long>> reviewerIds,
        Given<List<String>> reviewerEmails) {}
