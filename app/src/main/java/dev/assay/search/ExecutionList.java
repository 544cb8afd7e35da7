package dev.assay.search;

import dev.assay.execution.InContext;
import dev.assay.result.ResultJson;
import dev.assay.result.Results;
import dev.assay.result.TestResult;
import dev.assay.result.TestResultResponse;
import dev.assay.web.stream.JsonWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes executions with all their results. It reads as many results at a time as fill a part of the response, from one
 * or several executions. So memory is bounded for executions of any size, and many small ones cost one round trip.
 */
final class ExecutionList {
    private static final int BATCH = 500;

    private final JsonWriter json;
    private final Results results;
    private final ResultJson written;
    private final Deque<Search.Entry> ahead = new ArrayDeque<>();
    private @Nullable InContext open;
    private String before = "";

    /**
     * @param json has been written up to the bracket that opens the list of executions. The list must be the last
     *     member of its object
     */
    ExecutionList(JsonWriter json, Results results) {
        this.json = json;
        this.results = results;
        this.written = new ResultJson(json, results);
    }

    void write(Iterator<Search.Entry> entries) {
        while (entries.hasNext() || !ahead.isEmpty()) {
            while (ahead.size() < BATCH && entries.hasNext()) {
                ahead.add(entries.next());
            }
            part();
            json.sendIfFull();
        }
        json.raw(open == null ? "]}" : "]}]}");
    }

    /**
     * Writes the entries ahead up to the last result that was read, and the entries without a result that follow it.
     */
    private void part() {
        Results.Read read = results.first(
                ahead.stream()
                        .map(Search.Entry::result)
                        .filter(Objects::nonNull)
                        .toList(),
                json.enough());
        int left = read.looked();
        for (Search.Entry next = ahead.peek();
                next != null && (next.result() == null || left-- > 0);
                next = ahead.peek()) {
            ahead.remove();
            open(next.execution());
            if (next.result() != null && read.results().get(next.result()) instanceof TestResult result) {
                json.raw(before);
                written.write(TestResultResponse.from(result), result);
                before = ",";
            }
        }
    }

    private void open(InContext execution) {
        if (execution != open) {
            byte[] head = json.bytes(ExecutionSearchController.Head.from(execution));
            json.raw(open == null ? "" : "]},").raw(head, 0, head.length - 1).raw(",\"test_results\":[");
            open = execution;
            before = "";
        }
    }
}
