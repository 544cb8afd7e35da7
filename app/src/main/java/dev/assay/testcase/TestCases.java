package dev.assay.testcase;

import dev.assay.artefact.Family;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Test cases by name, and notes about them. */
@Singleton
public class TestCases {
    /** The number of results that the database searches within some hundredths of a second. */
    private static final int FEW = 100_000;

    private final TestCaseRepository cases;
    private final ReportedIssueRepository issues;

    TestCases(TestCaseRepository cases, ReportedIssueRepository issues) {
        this.cases = cases;
        this.issues = issues;
    }

    /**
     * A page by name.
     *
     * @param part a part of the name, in any case; empty for all
     * @param families only cases with a result for one of these; empty for all (TC-03)
     */
    public List<TestCase> page(String part, List<Family> families, int limit, int offset) {
        String wire = families.stream().map(Family::wire).collect(Collectors.joining(","));
        return wire.isEmpty() ? cases.page(part, limit, offset) : cases.pageOf(wire, FEW, part, limit, offset);
    }

    /** Notes about a template, a case or both, oldest first. An empty text selects all (TCI-03). */
    public List<ReportedIssue> issues(String templateId, String caseName) {
        return issues.list(templateId, caseName);
    }

    @Transactional
    ReportedIssue report(ReportedIssue.Note note) {
        int id = issues.insert(note.templateId(), note.caseName(), note.description(), note.url());
        return issues.find(id).orElseThrow();
    }

    /** Empty if the note is unknown. */
    @Transactional
    Optional<ReportedIssue> replace(long issue, ReportedIssue.Note note) {
        issues.replace(issue, note.templateId(), note.caseName(), note.description(), note.url());
        return issues.find(issue);
    }

    /** Returns false if the note is unknown. */
    boolean remove(long issue) {
        return issues.delete(issue) > 0;
    }
}
