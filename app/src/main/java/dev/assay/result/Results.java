package dev.assay.result;

import dev.assay.execution.Executions;
import dev.assay.execution.LockedExecution;
import dev.assay.issue.rule.AttachmentRules;
import dev.assay.outcome.ResultStatus;
import dev.assay.rerun.Reruns;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Results of executions. Writers lock the execution's row first, so that calls about one execution run one after the
 * other and a retry does not store anything twice (TR-POST-03). The number of round trips does not depend on the number
 * of results.
 */
@Singleton
public class Results {
    /** The largest number of characters of results in memory. Larger lists go through a staging table. */
    private static final long HELD = 1L << 20;

    private static final int MOST_HELD = 5_000;

    /** The largest number of bytes of results in memory when they are read. */
    private static final int HELD_OUT = 256 << 10;

    /** The number of executions in which the ten previous results of a case are searched first. */
    private static final int NEAR = 12;

    private final ResultRepository results;
    private final Executions executions;
    private final AttachmentRules rules;
    private final Reruns reruns;

    Results(ResultRepository results, Executions executions, AttachmentRules rules, Reruns reruns) {
        this.results = results;
        this.executions = executions;
        this.rules = rules;
        this.reruns = reruns;
    }

    /** The result of ending a test. */
    public sealed interface EndOutcome {
        record Ended(int execution) implements EndOutcome {}

        /** No execution has this {@code ci_link} (TE-END-02). */
        record Unknown(String ciLink) implements EndOutcome {}
    }

    /**
     * Where results of a file come from.
     *
     * @param upload the id of the upload
     * @param overOlder true if results of the same cases that no known upload brought are replaced: those of a version
     *     that did not know which upload brought a result
     */
    public record Origin(int upload, boolean overOlder) {}

    /** Says what happens to earlier results of an execution, and to cases that occur twice. */
    enum StoreMode {
        /** A list of results: only the last result of each case is kept. */
        LAST,
        /** A file: all its results are kept, next to earlier ones. */
        FILE,
        /** A file, as {@link #FILE}, but earlier results of its cases that no known upload brought are deleted. */
        FILE_OVER_OLDER,
        /**
         * The end of a test: all earlier results are deleted, and templates in the request replace those of the cases.
         */
        END
    }

    /**
     * Adds results to an execution. If a case already has a result, from this call or an earlier one, only the last is
     * kept (TR-POST-05, 06). The execution's status does not change (TR-POST-07). Returns false if the execution does
     * not exist.
     *
     * @param next the next result, null at the end
     */
    @Transactional
    public boolean post(long executionId, Supplier<@Nullable NewResult> next) {
        Optional<LockedExecution> execution = executions.lock(executionId);
        if (execution.isEmpty()) {
            return false;
        }
        CountedSource counted = new CountedSource(next);
        ResultRepository.Cases cases = store(execution.get(), null, counted, StoreMode.LAST);
        if (!counted.isEmpty()) {
            stored(execution.get(), cases);
        }
        return true;
    }

    /**
     * Ends the test with this {@code ci_link}. These results replace its results; if a case occurs twice, both are
     * kept. The status follows from the results (TE-END-01 to 11).
     *
     * @param next the next result, null at the end
     */
    @Transactional
    public EndOutcome end(
            String ciLink,
            @Nullable String c3Link,
            @Nullable String checkboxVersion,
            Supplier<@Nullable NewResult> next) {
        Optional<LockedExecution> execution = executions.lock(ciLink);
        if (execution.isEmpty()) {
            return new EndOutcome.Unknown(ciLink);
        }
        int id = execution.get().id();
        results.deleteAll(id);
        CountedSource counted = new CountedSource(next);
        ResultRepository.Cases cases = store(execution.get(), null, counted, StoreMode.END);
        if (!counted.isEmpty()) {
            stored(execution.get(), cases);
        }
        executions.end(id, counted.counts.failed() > 0, c3Link, checkboxVersion);
        return new EndOutcome.Ended(id);
    }

    /**
     * Stores the results of a file in the caller's transaction, and completes the execution unless more files follow.
     * Results of other files stay; if a case occurs twice in the file, both results are kept. Memory is bounded for
     * files of any length.
     *
     * @param from the upload that brings them; null for none
     * @param metadata pairs to add to the execution; attachment rules see them
     * @param partial true if more files follow
     * @param next supplies the next result, null at the end; an exception from it rolls the transaction back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Counts record(
            LockedExecution execution,
            @Nullable Origin from,
            Map<String, List<String>> metadata,
            boolean partial,
            Supplier<@Nullable NewResult> next) {
        CountedSource counted = new CountedSource(next);
        StoreMode mode = from != null && from.overOlder() ? StoreMode.FILE_OVER_OLDER : StoreMode.FILE;
        ResultRepository.Cases cases = store(execution, from == null ? null : from.upload(), counted, mode);
        if (partial) {
            executions.advance(execution.id(), metadata);
        } else {
            executions.complete(execution.id(), metadata);
        }
        stored(execution, cases);
        return counted.counts;
    }

    /** Deletes the results of an upload whose ids are within these bounds. Returns their number. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int delete(LockedExecution execution, int upload, int first, int last) {
        return results.deleteOfUpload(execution.id(), upload, first, last);
    }

    /** Stores the results. Returns their cases; null if there are too many to keep in memory. */
    private ResultRepository.@Nullable Cases store(
            LockedExecution execution, @Nullable Integer upload, CountedSource counted, StoreMode mode) {
        List<NewResult> head = new ArrayList<>();
        long weight = 0;
        NewResult result = counted.next();
        while (result != null) {
            head.add(result);
            weight += result.weight();
            result = head.size() < MOST_HELD && weight < HELD ? counted.next() : null;
        }
        NewResult more = counted.next();
        if (more != null) {
            results.insertMany(execution, upload, new Joined(head, more, counted), mode)
                    .forEach(counted::withdraw);
            return null;
        }
        ResultRepository.Cases cases = results.cases(head);
        if (head.isEmpty()) {
            return cases;
        }
        switch (mode) {
            case LAST -> {
                results.deleteOfCases(execution.id(), cases.ids().values().toArray(Integer[]::new));
                results.insert(execution, upload, lastOfEach(head), cases);
            }
            case FILE -> results.insert(execution, upload, joined(head, counted), cases);
            case FILE_OVER_OLDER -> {
                results.deleteOlderOfCases(execution.id(), cases.ids().values().toArray(Integer[]::new));
                results.insert(execution, upload, joined(head, counted), cases);
            }
            case END -> {
                Map<String, String> templates = new HashMap<>();
                head.stream()
                        .filter(ended -> !ended.templateId().isEmpty())
                        .forEach(ended -> templates.put(ended.name(), ended.templateId()));
                results.updateTemplates(templates);
                cases.templates().addAll(templates.values());
                results.insert(execution, upload, head, cases);
            }
        }
        return cases;
    }

    private static List<NewResult> joined(List<NewResult> head, CountedSource counted) {
        List<NewResult> joined = Attempts.joined(head);
        if (joined.size() != head.size()) {
            counted.counts = Counts.NONE;
            joined.forEach(result -> counted.counts = counted.counts.plus(result.status()));
        }
        return joined;
    }

    private static List<NewResult> lastOfEach(List<NewResult> posted) {
        LinkedHashMap<String, NewResult> last = LinkedHashMap.newLinkedHashMap(posted.size());
        posted.forEach(result -> last.putLast(result.name(), result));
        return List.copyOf(last.values());
    }

    /** @param cases the cases of all stored results; null if there are too many to keep in memory */
    private void stored(LockedExecution execution, ResultRepository.@Nullable Cases cases) {
        boolean automatic = cases == null
                ? rules.apply(execution.id(), execution.now())
                : rules.apply(execution.id(), execution.now(), cases.ids().keySet(), cases.templates());
        if (automatic) {
            reruns.requestAutomatically(execution.id());
        }
    }

    /** The id of the execution's newest result; 0 if it has none. */
    public long newest(long executionId) {
        return results.newest(executionId);
    }

    /**
     * The results after an id, in the order in which they were stored (TR-GET-01), as many as should be in memory at
     * once.
     */
    public List<TestResult> page(long executionId, long after, long upTo, int limit) {
        return results.page(executionId, after, upTo, limit, HELD_OUT);
    }

    /** The counts of executions' results, by execution id. Executions without results are left out. One round trip. */
    public Map<Integer, Counts> counts(Collection<Integer> executionIds) {
        Map<Integer, Counts> counts = HashMap.newHashMap(executionIds.size());
        if (!executionIds.isEmpty()) {
            for (CountRow row : results.counts(executionIds.toArray(Integer[]::new))) {
                long total = row.passed() + row.failed() + row.skipped();
                counts.put(row.execution(), new Counts(total, row.passed(), row.failed(), row.skipped()));
            }
        }
        return counts;
    }

    /**
     * The first of some results in their order, as many as should be in memory at once.
     *
     * @param results the results by id, without previous results; unknown ids are left out
     * @param looked the number of ids that were searched
     */
    public record Read(Map<Integer, TestResult> results, int looked) {
        public Read {
            results = Map.copyOf(results);
        }
    }

    /** @param bytes stop when the results have this size */
    public Read first(List<Integer> ids, int bytes) {
        if (ids.isEmpty()) {
            return new Read(Map.of(), 0);
        }
        List<TestResult> rows = results.findFirst(ids.toArray(Integer[]::new), Math.min(bytes, HELD_OUT));
        Map<Integer, TestResult> found = HashMap.newHashMap(rows.size());
        rows.forEach(row -> found.put(row.id(), row));
        return new Read(
                found, rows.isEmpty() ? ids.size() : ids.indexOf(rows.getLast().id()) + 1);
    }

    /** Same as {@link #page}, with earlier results of each case (TR-PREV). Two round trips. */
    public List<TestResult.WithHistory> pageWithHistory(long executionId, long after, long upTo, int limit) {
        List<TestResult> page = page(executionId, after, upTo, limit);
        if (page.isEmpty()) {
            return List.of();
        }
        Integer[] cases = page.stream().map(TestResult::caseId).distinct().toArray(Integer[]::new);
        Map<Integer, List<TestResult.Previous>> previous = results.previous(executionId, cases, NEAR).stream()
                .collect(Collectors.groupingBy(TestResult.Previous::caseId));
        return page.stream()
                .map(result -> new TestResult.WithHistory(result, previous.getOrDefault(result.caseId(), List.of())))
                .toList();
    }

    /**
     * Results of the same test that ran before this one, the latest first: of the same case, in the same environment, of
     * artefacts of the same family and name.
     *
     * @param before the result before which they ran: the same one, or the last of the previous page
     */
    public List<TestResult.Earlier> history(int id, int before, int limit) {
        return results.history(id, before, limit);
    }

    /** True if the result exists. */
    public boolean exists(int id) {
        return results.exists(id).isPresent();
    }

    /**
     * Finds the details of these rows, null if a row has none. They are read at once; those beyond the bound are read when they
     * are asked for, so that memory stays bounded.
     */
    public Function<TestResult, @Nullable DetailRow> details(Collection<TestResult> rows) {
        Map<Integer, DetailRow> read = new HashMap<>();
        details(rows.stream().map(TestResult::id).toList()).forEach(row -> read.put(row.id(), row));
        return row -> {
            DetailRow known = read.get(row.id());
            return known != null && known.detail() == null
                    ? details(List.of(row.id())).getFirst()
                    : known;
        };
    }

    /** The details of results that have any, in the order of the ids. Those beyond the bound have no content. */
    List<DetailRow> details(List<Integer> ids) {
        return ids.isEmpty() ? List.of() : results.details(ids.toArray(Integer[]::new), HELD_OUT);
    }

    /**
     * Reads {@code length} characters of a comment, from the character {@code from}, counted from 0. Fewer at its end.
     */
    public String comment(int id, int from, int length) {
        return results.comment(id, from + 1, length).orElse("");
    }

    /** Same as {@link #comment}, for the log. */
    public String log(int id, int from, int length) {
        return results.log(id, from + 1, length).orElse("");
    }

    /** Counts the results of a source, and does not ask the source again after its end. */
    private static final class CountedSource {
        private final Supplier<@Nullable NewResult> source;
        private Counts counts = Counts.NONE;
        private boolean ended;

        boolean isEmpty() {
            return counts.total() == 0;
        }

        CountedSource(Supplier<@Nullable NewResult> source) {
            this.source = source;
        }

        /** Results turned out to be earlier attempts of others. */
        void withdraw(ResultStatus status, long results) {
            counts = counts.minus(status, results);
        }

        @Nullable
        NewResult next() {
            NewResult result = ended ? null : source.get();
            if (result == null) {
                ended = true;
            } else {
                counts = counts.plus(result.status());
            }
            return result;
        }
    }

    /** Supplies the results that were already read, then the rest. It releases the former when they are used up. */
    private static final class Joined implements ResultRepository.Source {
        private final List<NewResult> head;
        private final CountedSource rest;
        private @Nullable NewResult between;
        private int given;

        Joined(List<NewResult> head, NewResult between, CountedSource rest) {
            this.head = head;
            this.between = between;
            this.rest = rest;
        }

        @Override
        public @Nullable NewResult next() {
            if (given < head.size()) {
                return head.get(given++);
            }
            NewResult once = between;
            if (once != null) {
                between = null;
                head.clear();
                return once;
            }
            return rest.next();
        }
    }
}
