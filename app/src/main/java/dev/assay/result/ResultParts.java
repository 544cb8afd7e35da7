package dev.assay.result;

import dev.assay.platform.Bytes;
import dev.assay.web.stream.Parts;
import java.util.List;
import java.util.function.Function;

/** A JSON list of results that is read page by page. */
final class ResultParts implements Parts {
    private final ResultJson json;
    private final Function<TestResult.WithHistory, List<TestResult.WithHistory>> after;
    private final Function<TestResult.WithHistory, Object> item;
    private final String tail;
    private List<TestResult.WithHistory> page;
    private String before;
    private int next;

    /**
     * @param head what comes before the first result
     * @param page the first page
     * @param after the page that follows a result; empty at the end
     * @param item how a result is shown
     * @param tail what comes behind the last result
     */
    ResultParts(
            ResultJson json,
            String head,
            List<TestResult.WithHistory> page,
            Function<TestResult.WithHistory, List<TestResult.WithHistory>> after,
            Function<TestResult.WithHistory, Object> item,
            String tail) {
        this.json = json;
        this.before = head;
        this.page = page;
        this.after = after;
        this.item = item;
        this.tail = tail;
    }

    @Override
    public boolean next(Bytes out, int size) {
        while (!json.goOn(out, size) && out.size() < size) {
            if (next == page.size() && next > 0) {
                page = after.apply(page.getLast());
                next = 0;
            }
            if (page.isEmpty()) {
                out.write(before.equals(",") ? tail : before + tail);
                return false;
            }
            out.write(before);
            before = ",";
            TestResult.WithHistory shown = page.get(next++);
            json.write(out, item.apply(shown), shown.result());
        }
        return true;
    }
}
