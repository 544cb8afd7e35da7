package dev.assay.issue;

import dev.assay.database.Contended;
import dev.assay.database.Page;
import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.TrackedIssue;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Known issues. Each is stored once, even if callers use different URLs of it. */
@Singleton
public class Issues {
    private final IssueRepository issues;

    Issues(IssueRepository issues) {
        this.issues = issues;
    }

    /** Changes to an issue. A field that is null stays as it is (ISS-14). */
    public record Change(
            @Nullable String title,
            @Nullable IssueStatus status,
            @Nullable Boolean autoRerunEnabled) {
        boolean isNothing() {
            return title == null && status == null && autoRerunEnabled == null;
        }
    }

    /**
     * Locks an issue until the transaction ends. Callers that change many of its attachments or delete one of its rules
     * do this first, so that they cannot deadlock. Returns false if the issue does not exist.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean hold(long id) {
        return issues.hold(id);
    }

    /** A page in the order of tracker, project and key (ISS-7). One round trip. */
    public Page<Issue.Counted> list(IssueQuery query) {
        return issues.list(query);
    }

    public Optional<Issue.WithRules> find(long id) {
        return issues.find(id);
    }

    /** Finds or creates the issue, then changes it (ISS-12). Of several concurrent callers only one creates it. */
    @Transactional
    public Issue.WithRules put(TrackedIssue issue, Change change) {
        Integer id = Contended.row("issue " + issue, () -> issues.findOrInsert(issue));
        return changed(id, change).orElseThrow(ConcurrentModificationException::new);
    }

    /** Empty if the issue does not exist. */
    @Transactional
    Optional<Issue.WithRules> patch(long id, Change change) {
        return changed(id, change);
    }

    private Optional<Issue.WithRules> changed(long id, Change change) {
        if (!change.isNothing()) {
            String status = change.status() == null ? null : change.status().name();
            issues.change(id, change.title(), status, change.autoRerunEnabled());
        }
        return find(id);
    }
}
