package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result to store.
 *
 * @param name the name of the test case, which identifies it
 * @param category stored with the case if the case is new
 * @param templateId stored with the case if the case is new; empty for none
 * @param comment a message for people
 * @param ioLog what the test printed
 * @param durationMicros the duration in microseconds; null if it is unknown
 */
public record NewResult(
        String name,
        ResultStatus status,
        String category,
        String templateId,
        String comment,
        String ioLog,
        @Nullable Long durationMicros) {

    /** Supplies the results in their order, then null. */
    public static Supplier<@Nullable NewResult> each(List<NewResult> all) {
        Iterator<NewResult> results = all.iterator();
        return () -> results.hasNext() ? results.next() : null;
    }

    /** The memory that the result takes, in characters, with which callers limit what they hold. */
    public long weight() {
        return 64L + name.length() + category.length() + templateId.length() + comment.length() + ioLog.length();
    }
}
