package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_ATTACHMENT_RULE;
import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.InContext;
import dev.assay.filter.Criteria;
import dev.assay.filter.ResultFilter;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.TestResult;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what an attachment rule would match, before it is created. */
@Controller("/v2/attachment-rules")
@Tag(name = "issues")
@JsonApi
class RulePreviewController {
    private final Search search;

    RulePreviewController(Search search) {
        this.search = search;
    }

    /**
     * The criteria of a rule, and a period in which results were stored.
     *
     * @param from earliest time, inclusive
     * @param until latest time, inclusive; a date without a time includes that day
     */
    record Rule(
            @Input.Flat(asShown = true) @Size(max = Criteria.MOST_VALUES)
            Criteria criteria,

            @Nullable Instant from,
            @Input.WholeDay @Nullable Instant until) {
        Rule {
            criteria.ofBody();
        }
    }

    /**
     * @param count the number of results that match
     * @param countIsExact false if there are more than {@code count}
     * @param sample the newest of the counted results
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Preview(long count, boolean countIsExact, List<Match> sample) {
        static Preview from(Search.Preview preview) {
            return new Preview(
                    preview.count(),
                    preview.exact(),
                    preview.sample().stream().map(Match::from).toList());
        }
    }

    /** A result that matches, with its execution and artefact. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Match(
            int id,
            String testCase,
            String templateId,
            ResultStatus status,
            String message,
            Instant createdAt,
            int testExecutionId,
            String testPlan,
            String environment,
            String architecture,
            int artefactId,
            String family,
            String artefact,
            String version,
            List<Integer> issues) {
        static Match from(Search.Hit hit) {
            TestResult result = hit.result();
            InContext of = hit.of();
            return new Match(
                    result.id(),
                    result.name(),
                    result.templateId(),
                    result.status(),
                    result.comment(),
                    result.createdAt(),
                    of.execution().id(),
                    of.execution().testPlan(),
                    of.execution().environmentName(),
                    of.execution().architecture(),
                    of.artefact().id(),
                    of.artefact().family().wire(),
                    of.artefact().name(),
                    of.artefact().version(),
                    result.issues().stream()
                            .map(attachment -> attachment.issue().id())
                            .toList());
        }
    }

    /**
     * Show what a rule with these criteria would match among the results stored so far. Nothing is changed.
     *
     * <p>The count is exact if all criteria are on the execution and the status. With other criteria, counting stops at
     * 10,000.
     */
    @Post("/preview")
    @Permit({CHANGE_ATTACHMENT_RULE, VIEW_TEST})
    Preview preview(@Body Rule rule) {
        return Preview.from(search.preview(new ResultFilter(rule.criteria(), rule.from(), rule.until())));
    }
}
