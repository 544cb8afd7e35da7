package dev.assay.search;

import dev.assay.platform.Bytes;
import dev.assay.result.ResultJson;
import dev.assay.result.Results;
import dev.assay.result.TestResult;
import dev.assay.web.stream.Parts;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An object whose last member is a list of results, of which as many are read at once as make a part. */
final class ListParts implements Parts {
    private static final int BATCH = 100;

    private final ResultJson json;
    private final List<Integer> ids;
    private final BiFunction<List<Integer>, Integer, Results.Read> load;
    private final Function<TestResult, Optional<?>> item;
    private String before;
    private int next;

    /**
     * @param head the object up to and with the bracket that opens the list
     * @param load reads the first of results, as many as have so many bytes
     * @param item how a result is shown; empty when it is not
     */
    ListParts(
            ResultJson json,
            String head,
            List<Integer> ids,
            BiFunction<List<Integer>, Integer, Results.Read> load,
            Function<TestResult, Optional<?>> item) {
        this.json = json;
        this.before = head;
        this.ids = ids;
        this.load = load;
        this.item = item;
    }

    @Override
    public boolean next(Bytes out, int size) {
        if (json.goOn(out, size)) {
            return true;
        }
        List<Integer> batch = ids.subList(next, Math.min(next + BATCH, ids.size()));
        Results.Read read = load.apply(batch, size);
        for (Integer id : batch.subList(0, read.looked())) {
            next++;
            write(out, read.results().get(id));
            if (json.goOn(out, size)) {
                return true;
            }
        }
        if (next < ids.size()) {
            return true;
        }
        out.write(before.equals(",") ? "]}" : before + "]}");
        return false;
    }

    /** @param result null when it is gone */
    private void write(Bytes out, @Nullable TestResult result) {
        Object shown = result == null ? null : item.apply(result).orElse(null);
        if (result != null && shown != null) {
            out.write(before);
            before = ",";
            json.write(out, shown, result);
        }
    }
}
