package dev.assay.search;

import dev.assay.result.TestResultResponse;
import dev.assay.web.JsonStream;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;

/**
 * Executions with all their results. Results are read a batch at a time, of as many executions as it takes, and a batch is a
 * part: an execution of any size passes through bounded memory, and many small ones cost one round trip.
 */
final class ExecutionParts implements Iterator<byte[]> {
    private static final int BATCH = 500;

    private final JsonMapper json;
    private final List<Shown> executions;
    private final Function<List<Integer>, Map<Integer, TestResultResponse>> load;
    private final String head;
    private int execution;
    private int result;
    private boolean started;

    /**
     * @param execution all of it but its results, which are its last member
     * @param results their ids, in order
     */
    record Shown(Object execution, List<Integer> results) {
        Shown {
            results = List.copyOf(results);
        }
    }

    /** @param head the object up to and with the bracket that opens the list of executions */
    ExecutionParts(
            JsonMapper json,
            String head,
            List<Shown> executions,
            Function<List<Integer>, Map<Integer, TestResultResponse>> load) {
        this.json = json;
        this.head = head;
        this.executions = List.copyOf(executions);
        this.load = load;
    }

    @Override
    public boolean hasNext() {
        return !started || execution < executions.size();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        if (!started) {
            write(part, head);
            started = true;
        }
        Map<Integer, TestResultResponse> read = load.apply(upcoming());
        int left = BATCH;
        while (left > 0 && execution < executions.size()) {
            left -= write(part, executions.get(execution), left, read);
        }
        if (execution == executions.size()) {
            write(part, "]}");
        }
        return part.toByteArray();
    }

    /** The ids of the next batch; an execution without results counts as one. */
    private List<Integer> upcoming() {
        List<Integer> ids = new ArrayList<>(BATCH);
        int from = result;
        int left = BATCH;
        for (int i = execution; i < executions.size() && left > 0; i++) {
            List<Integer> its = executions.get(i).results();
            int to = Math.min(its.size(), from + left);
            ids.addAll(its.subList(from, to));
            left -= Math.max(1, to - from);
            from = 0;
        }
        return ids;
    }

    /** How much of the batch it took. */
    private int write(ByteArrayOutputStream part, Shown shown, int most, Map<Integer, TestResultResponse> read) {
        if (result == 0) {
            write(part, execution == 0 ? "" : ",");
            open(part, shown.execution());
        }
        int to = Math.min(shown.results().size(), result + most);
        List<TestResultResponse> results = shown.results().subList(result, to).stream()
                .map(read::get)
                .filter(Objects::nonNull)
                .toList();
        if (result > 0 && !results.isEmpty()) {
            write(part, ",");
        }
        JsonStream.join(json, results, part);
        int written = Math.max(1, to - result);
        result = to;
        if (to == shown.results().size()) {
            write(part, "]}");
            execution++;
            result = 0;
        }
        return written;
    }

    private void open(ByteArrayOutputStream part, Object value) {
        try {
            byte[] bytes = json.writeValueAsBytes(value);
            part.write(bytes, 0, bytes.length - 1);
            write(part, ",\"test_results\":[");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ByteArrayOutputStream part, String text) {
        part.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
