package dev.assay.search;

import dev.assay.execution.InContext;
import dev.assay.platform.Bytes;
import dev.assay.result.ResultJson;
import dev.assay.result.Results;
import dev.assay.result.TestResult;
import dev.assay.result.TestResultResponse;
import dev.assay.web.stream.Parts;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Executions with all their results. Results are read as many at a time as make a part, of as many executions as it takes: an
 * execution of any size passes through bounded memory, and many small ones cost one round trip.
 */
final class ExecutionParts implements Parts {
    private static final int BATCH = 500;

    private final JsonMapper json;
    private final ResultJson results;
    private final Iterator<Search.Entry> entries;
    private final BiFunction<List<Integer>, Integer, Results.Read> load;
    private final Function<InContext, Object> shown;
    private final List<Search.Entry> ahead = new ArrayList<>();
    private String before;
    private @Nullable InContext open;
    private boolean hasResults;

    /**
     * @param head the object up to and with the bracket that opens the list of executions
     * @param load reads the first of results, as many as have so many bytes
     * @param shown all of an execution but its results, which are its last member
     */
    ExecutionParts(
            JsonMapper json,
            ResultJson results,
            String head,
            Iterator<Search.Entry> entries,
            BiFunction<List<Integer>, Integer, Results.Read> load,
            Function<InContext, Object> shown) {
        this.json = json;
        this.results = results;
        this.before = head;
        this.entries = entries;
        this.load = load;
        this.shown = shown;
    }

    @Override
    public boolean next(Bytes out, int size) {
        if (results.goOn(out, size)) {
            return true;
        }
        out.write(before);
        before = "";
        while (ahead.size() < BATCH && entries.hasNext()) {
            ahead.add(entries.next());
        }
        write(out, size);
        if (!ahead.isEmpty() || entries.hasNext() || results.isAtWork()) {
            return true;
        }
        close(out);
        out.write("]}");
        return false;
    }

    /** The entries ahead up to the last result that was read, and those without a result behind it. */
    private void write(Bytes out, int size) {
        List<Integer> ids = ahead.stream()
                .map(Search.Entry::result)
                .filter(Objects::nonNull)
                .toList();
        Results.Read read = load.apply(ids, size);
        int looked = 0;
        int written = 0;
        while (written < ahead.size() && !results.goOn(out, size)) {
            Search.Entry entry = ahead.get(written);
            if (entry.result() != null && looked++ == read.looked()) {
                break;
            }
            write(out, entry, entry.result() == null ? null : read.results().get(entry.result()));
            written++;
        }
        ahead.subList(0, written).clear();
    }

    /** @param result null when there is none, or it is gone by now */
    private void write(Bytes out, Search.Entry entry, @Nullable TestResult result) {
        if (entry.execution() != open) {
            if (open != null) {
                close(out);
                out.write(",");
            }
            value(out, shown.apply(entry.execution()));
            out.drop(1);
            out.write(",\"test_results\":[");
            open = entry.execution();
            hasResults = false;
        }
        if (result != null) {
            out.write(hasResults ? "," : "");
            results.write(out, TestResultResponse.from(result), result);
            hasResults = true;
        }
    }

    private void close(Bytes out) {
        out.write(open == null ? "" : "]}");
    }

    private void value(Bytes out, Object value) {
        try {
            json.writeValue(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
