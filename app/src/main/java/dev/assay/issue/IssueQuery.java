package dev.assay.issue;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.Source;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/issues} (ISS-6). */
public record IssueQuery(
        @Parameter(description = "Only issues of this tracker.") @Nullable
        Source source,

        @Parameter(description = "Only issues of this project.") @Input.Default("")
        String project,

        @Parameter(description = "Only issues in one of these states.") @Input.Default("[]")
        List<IssueStatus> status,

        @Parameter(description = "Only issues that are attached to a result of an artefact of one of these families.")
        @Input.Default("[]")
        List<Family> families,

        @Parameter(
                description =
                        "Words. Each of them must be in the issue's id, source, project, key, title, status or URL, in any case.")
        @Input.Default("")
        String q,

        @Parameter(description = "How many at most.") @Input.Default("50") @Min(1) @Max(1000)
        int limit,

        @Parameter(description = "How many of the first to leave out.") @Input.Default("0") @Min(0)
        int offset) {
    /** The largest number of words, because each is compared with every issue. */
    private static final int MOST_WORDS = 20;

    /** The number of results that the database searches within some hundredths of a second. */
    private static final int FEW = 100_000;

    /**
     * If the families have few results, the issues of these results are collected. Otherwise each issue is checked,
     * which usually ends at its first attachment.
     */
    private static final String OF_FAMILY = """
            AND CASE WHEN (
              SELECT coalesce(sum(n.passed + n.failed + n.skipped), 0) <= %d
              FROM artefact a
              JOIN artefact_build b ON b.artefact_id = a.id
              JOIN test_execution e ON e.artefact_build_id = b.id
              JOIN result_count n ON n.test_execution_id = e.id
              WHERE a.family = ANY (CAST(? AS familyname[])))
            THEN i.id IN (SELECT issue_id FROM of_family)
            ELSE (
              SELECT true
              FROM (SELECT test_result_id FROM issue_test_result_attachment
                    WHERE issue_id = i.id ORDER BY test_result_id OFFSET 0) t
              CROSS JOIN LATERAL (SELECT test_execution_id FROM test_result WHERE id = t.test_result_id OFFSET 0) r
              CROSS JOIN LATERAL (SELECT artefact_build_id FROM test_execution WHERE id = r.test_execution_id OFFSET 0) e
              CROSS JOIN LATERAL (SELECT artefact_id FROM artefact_build WHERE id = e.artefact_build_id OFFSET 0) b
              CROSS JOIN LATERAL (SELECT family FROM artefact WHERE id = b.artefact_id OFFSET 0) a
              WHERE a.family = ANY (CAST(? AS familyname[])) LIMIT 1) END""".formatted(FEW);

    private static final String ISSUES_OF_FAMILY = """
            of_family AS MATERIALIZED (
              SELECT DISTINCT t.issue_id
              FROM artefact a
              JOIN artefact_build b ON b.artefact_id = a.id
              JOIN test_execution e ON e.artefact_build_id = b.id
              CROSS JOIN LATERAL (SELECT id FROM test_result WHERE test_execution_id = e.id OFFSET 0) r
              CROSS JOIN LATERAL (
                SELECT issue_id FROM issue_test_result_attachment WHERE test_result_id = r.id OFFSET 0) t
              WHERE a.family = ANY (CAST(? AS familyname[]))
            ),""";

    private static final List<String> SEARCHED =
            List.of("i.id", "i.source", "i.project", "i.key", "i.title", "i.status", IssueSql.URL);

    public IssueQuery {
        if (words(q).size() > MOST_WORDS) {
            throw new RefusedInput("q has at most " + MOST_WORDS + " words");
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * The beginning of a statement: the issues that match, as common table expression {@code m}. With conditions it is
     * materialized, so that they are evaluated once. Without conditions, an index provides the page.
     */
    Fragment matches() {
        Fragment conditions = conditions();
        return Fragment.of("WITH")
                .thenIf(!families.isEmpty(), ISSUES_OF_FAMILY, familyNames())
                .then(conditions.sql().isBlank() ? "m AS NOT MATERIALIZED (" : "m AS MATERIALIZED (")
                .then("SELECT i.id, i.source, i.project, i.key FROM issue i WHERE true")
                .then(conditions)
                .then(")");
    }

    private List<String> familyNames() {
        return families.stream().map(Family::wire).toList();
    }

    /** Conditions on a row {@code i} of {@code issue}, each beginning with AND. */
    private Fragment conditions() {
        Fragment conditions = Fragment.EMPTY
                .thenIf(!project.isEmpty(), "AND i.project = ?", project)
                .thenIf(!status.isEmpty(), "AND i.status = ANY (CAST(? AS issuestatus[]))", names(status))
                .thenIf(!families.isEmpty(), OF_FAMILY, familyNames(), familyNames());
        if (source != null) {
            conditions = conditions.then("AND i.source = CAST(? AS issuesource)", source.name());
        }
        for (String word : words(q)) {
            conditions = conditions.then("AND").then(contains(word));
        }
        return conditions;
    }

    /**
     * A condition for one word (ISS-8), without an escape character (CONV-30). A word without wildcards is searched in
     * all fields joined by line breaks, because it cannot match across a line break.
     */
    private static Fragment contains(String word) {
        String pattern = "%" + word + "%";
        if (word.indexOf('%') < 0 && word.indexOf('_') < 0) {
            return Fragment.of("concat_ws(E'\\n', " + String.join(", ", SEARCHED) + ") ILIKE ? ESCAPE ''", pattern);
        }
        Fragment any = Fragment.of("(false");
        for (String text : SEARCHED) {
            any = any.then("OR (" + text + ")::text ILIKE ? ESCAPE ''", pattern);
        }
        return any.then(")");
    }

    private static List<String> names(List<IssueStatus> statuses) {
        return statuses.stream().map(Enum::name).toList();
    }
}
