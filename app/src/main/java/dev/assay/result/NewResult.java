package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result to be stored.
 *
 * @param name identity of the case
 * @param category set when the case is new
 * @param templateId set when the case is new; empty for none
 * @param comment message for people
 * @param ioLog what the test printed
 * @param durationMicros how long it ran, in microseconds; null when not known
 */
public record NewResult(
        String name,
        ResultStatus status,
        String category,
        String templateId,
        String comment,
        String ioLog,
        @Nullable Long durationMicros) {

    /** Gives them in their order, then null. */
    public static Supplier<@Nullable NewResult> each(List<NewResult> all) {
        Iterator<NewResult> results = all.iterator();
        return () -> results.hasNext() ? results.next() : null;
    }

    /** Characters held, for bounding memory. */
    public long weight() {
        return 64L + name.length() + category.length() + templateId.length() + comment.length() + ioLog.length();
    }
}
