package dev.assay.issue;

import dev.assay.filter.ResultSelection;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Attaching and detaching, for any number of results in as many round trips; a refusal leaves everything as it was. */
@Singleton
class Attachments {
    private final AttachmentRepository attachments;
    private final Issues issues;

    Attachments(AttachmentRepository attachments, Issues issues) {
        this.attachments = attachments;
        this.issues = issues;
    }

    /**
     * The results of these ids and those that fit the filters.
     *
     * @param filters null for no more than the ids
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

    /** What came of it. */
    sealed interface Outcome {
        record Changed(Issue.WithRules issue) implements Outcome {}

        record UnknownIssue() implements Outcome {}

        record UnknownRule() implements Outcome {}

        /** The filters would mean all results. */
        record NoFilter() implements Outcome {}

        /** @param sentence names some of them */
        record UnknownResults(String sentence) implements Outcome {}
    }

    /** A rule that gave the issue before stays recorded (ATT-4); a result that is just being replaced is unknown. */
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

    /** What is unknown or not attached does not matter (ATT-5). */
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

    /** ATT-3, in its order; else the issue is held, and the rule kept. */
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
