package dev.assay.issue;

import dev.assay.filter.ResultSelection;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Attaches and detaches issues. The number of round trips does not depend on the number of results. A refused request
 * changes nothing.
 */
@Singleton
class Attachments {
    private final AttachmentRepository attachments;
    private final Issues issues;

    Attachments(AttachmentRepository attachments, Issues issues) {
        this.attachments = attachments;
        this.issues = issues;
    }

    /**
     * Selects results by id and by filters.
     *
     * @param filters null to select by id only
     * @param rule null for none
     */
    record Selection(
            List<Long> ids,
            @Nullable ResultSelection filters,
            @Nullable Long rule) {
        boolean isNothing() {
            return ids.isEmpty() && filters == null;
        }
    }

    /** The result of attaching or detaching. */
    sealed interface Outcome {
        record Changed(Issue.WithRules issue) implements Outcome {}

        record UnknownIssue() implements Outcome {}

        record UnknownRule() implements Outcome {}

        /** The filters are empty and would select all results. */
        record NoFilter() implements Outcome {}

        /** @param sentence a sentence that names some of them */
        record UnknownResults(String sentence) implements Outcome {}
    }

    /**
     * A result that already has the issue keeps the rule recorded for it (ATT-4). A result that is being replaced is
     * unknown.
     */
    @Transactional
    Outcome attach(long issueId, Selection selection) {
        Outcome refusal = refusal(issueId, selection);
        if (refusal != null) {
            return refusal;
        }
        if (!selection.isNothing()) {
            AttachmentRepository.Unknown unknown = attachments.attach(issueId, selection);
            if (unknown.count() > 0) {
                return new Outcome.UnknownResults(sentence(unknown));
            }
        }
        return changed(issueId);
    }

    /** Unknown results and those without the issue are ignored (ATT-5). */
    @Transactional
    Outcome detach(long issueId, Selection selection) {
        Outcome refusal = refusal(issueId, selection);
        if (refusal != null) {
            return refusal;
        }
        if (!selection.isNothing()) {
            attachments.detach(issueId, selection);
        }
        return changed(issueId);
    }

    /** Checks in the order of ATT-3. If it returns null, the issue is locked and the rule cannot be deleted. */
    private @Nullable Outcome refusal(long issueId, Selection selection) {
        if (!issues.hold(issueId)) {
            return new Outcome.UnknownIssue();
        }
        if (selection.rule() != null && !attachments.keepRule(selection.rule())) {
            return new Outcome.UnknownRule();
        }
        return selection.filters() != null && selection.filters().isEmpty() ? new Outcome.NoFilter() : null;
    }

    private Outcome changed(long issueId) {
        return issues.find(issueId).<Outcome>map(Outcome.Changed::new).orElseGet(Outcome.UnknownIssue::new);
    }

    private static String sentence(AttachmentRepository.Unknown unknown) {
        String named = unknown.some().stream().map(String::valueOf).collect(Collectors.joining(", "));
        long more = unknown.count() - unknown.some().size();
        return "Test results not found: " + named + (more == 0 ? "" : " and " + more + " more");
    }
}
