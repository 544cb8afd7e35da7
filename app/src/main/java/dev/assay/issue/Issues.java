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

/** Known issues, each once, whichever of its URLs is given. */
@Singleton
public class Issues {
    private final IssueRepository issues;

    Issues(IssueRepository issues) {
        this.issues = issues;
    }

    /** What to change; null leaves it as it is (ISS-14). */
    record Change(
            @Nullable String title,
            @Nullable IssueStatus status,
            @Nullable Boolean autoRerunEnabled) {
        boolean isNothing() {
            return title == null && status == null && autoRerunEnabled == null;
        }
    }

    /**
     * Holds an issue until the transaction ends, which whoever changes many of its attachments or removes a rule of it does
     * first: they never wait for each other in a ring. False: no such issue.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean hold(long id) {
        return issues.hold(id);
    }

    /** By tracker, project and key (ISS-7). One round trip. */
    public Page<Issue.Counted> list(IssueQuery query) {
        return issues.list(query);
    }

    public Optional<Issue.WithRules> find(long id) {
        return issues.find(id);
    }

    /** Finds the issue or makes it, then changes it (ISS-12). Of those who do so at once one makes it. */
    @Transactional
    Issue.WithRules put(TrackedIssue issue, Change change) {
        Integer id = Contended.row("issue " + issue, () -> issues.findOrInsert(issue));
        return changed(id, change).orElseThrow(ConcurrentModificationException::new);
    }

    /** Empty: no such issue. */
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
