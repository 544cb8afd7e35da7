package dev.assay.issue;

import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.TrackedIssue;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Known issues, each once, whichever of its URLs is given. */
@Singleton
public class Issues {
    private static final int TRIES = 3;
    private static final Argument<List<IssueAttachment.MinimalIssue>> MINIMAL =
            Argument.listOf(IssueAttachment.MinimalIssue.class);

    private final IssueRepository issues;
    private final JsonMapper json;

    Issues(IssueRepository issues, JsonMapper json) {
        this.issues = issues;
        this.json = json;
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

    /** @param count of all that match, not of this page */
    record Page(List<IssueAttachment.MinimalIssue> issues, long count) {}

    /**
     * Holds an issue until the transaction ends, which whoever changes many of its attachments or removes a rule of it does
     * first: they never wait for each other in a ring. False: no such issue.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean hold(long id) {
        return issues.hold(id);
    }

    /** One round trip. */
    Page list(IssueQuery query) {
        IssueRepository.Found found = issues.list(query);
        return new Page(read(found.issues(), MINIMAL), found.count());
    }

    Optional<IssueResponse> find(long id) {
        return issues.find(id).map(text -> read(text, Argument.of(IssueResponse.class)));
    }

    /** Finds the issue or makes it, then changes it (ISS-12). Of those who do so at once one makes it. */
    @Transactional
    IssueResponse put(TrackedIssue issue, Change change) {
        for (int i = 0; i < TRIES; i++) {
            IssueRepository.Made made = issues.findOrInsert(issue);
            if (made != null) {
                return changed(made.id(), change).orElseThrow(ConcurrentModificationException::new);
            }
        }
        throw new ConcurrentModificationException("an issue appears and vanishes: " + issue);
    }

    /** Empty: no such issue. */
    @Transactional
    Optional<IssueResponse> patch(long id, Change change) {
        return changed(id, change);
    }

    private Optional<IssueResponse> changed(long id, Change change) {
        if (!change.isNothing()) {
            String status = change.status() == null ? null : change.status().name();
            issues.change(id, change.title(), status, change.autoRerunEnabled());
        }
        return find(id);
    }

    private <T> T read(String text, Argument<T> type) {
        try {
            return json.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
