package dev.assay.issue;

import dev.assay.artefact.Family;
import dev.assay.filter.ExecutionFilter;
import dev.assay.filter.ResultFilter;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Presence;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks of a result: all of it, any value of each list, exactly (ARULE-11). An empty list asks nothing; no value
 * stands in a list twice (ARULE-4).
 *
 * @param metadata for every category one of its values; no category is without
 */
public record RuleCriteria(
        List<Family> families,
        List<String> artefacts,
        List<String> versions,
        List<String> stages,
        List<String> tracks,
        List<String> environments,
        List<String> testCases,
        List<String> templateIds,
        List<ResultStatus> statuses,
        Map<String, List<String>> metadata) {
    /** How many values a list may have. */
    public static final int MOST_VALUES = 10_000;

    /** How many categories of metadata; each costs a condition. */
    public static final int MOST_CATEGORIES = 20;

    public RuleCriteria {
        families = distinct(families);
        artefacts = distinct(artefacts);
        versions = distinct(versions);
        stages = distinct(stages);
        tracks = distinct(tracks);
        environments = distinct(environments);
        testCases = distinct(testCases);
        templateIds = distinct(templateIds);
        statuses = distinct(statuses);
        Map<String, List<String>> asked = new LinkedHashMap<>();
        metadata.forEach((category, values) -> {
            if (!values.isEmpty()) {
                asked.put(category, distinct(values));
            }
        });
        metadata = asked;
    }

    private static <T> List<T> distinct(List<T> values) {
        return values.stream().distinct().toList();
    }

    /** Whether every result fits. */
    public boolean isEmpty() {
        return results(null, null).isEmpty();
    }

    /** The results that fit, as searches ask for them; times are inclusive. */
    public ResultFilter results(@Nullable Instant from, @Nullable Instant until) {
        ExecutionFilter execution = new ExecutionFilter(
                families,
                artefacts,
                versions,
                stages,
                tracks,
                null,
                environments,
                metadata,
                List.of(),
                Presence.IRRELEVANT,
                null,
                null);
        return new ResultFilter(execution, testCases, templateIds, Presence.IRRELEVANT, statuses, from, until);
    }
}
