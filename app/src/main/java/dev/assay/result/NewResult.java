package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
 * @param repeat what it means if the name occurs in the same file before
 * @param detail what v1 does not show; null for nothing
 */
public record NewResult(
        String name,
        ResultStatus status,
        String category,
        String templateId,
        String comment,
        String ioLog,
        @Nullable Long durationMicros,
        Repeat repeat,
        @Nullable ResultDetail detail) {

    /** What it means that a name occurs again in a file. */
    public enum Repeat {
        /** The test ran again: all are attempts of one result. */
        ATTEMPT,
        /** The test ran again if it failed before and passed now, in the same category, file and line. */
        AFTER_FAILURE,
        /** They are separate results. */
        SEPARATE
    }

    /** A result without details. */
    public NewResult(
            String name,
            ResultStatus status,
            String category,
            String templateId,
            String comment,
            String ioLog,
            @Nullable Long durationMicros) {
        this(name, status, category, templateId, comment, ioLog, durationMicros, Repeat.SEPARATE, null);
    }

    /** Supplies the results in their order, then null. */
    public static Supplier<@Nullable NewResult> each(List<NewResult> all) {
        Iterator<NewResult> results = all.iterator();
        return () -> results.hasNext() ? results.next() : null;
    }

    /** The memory that the result takes, in characters, with which callers limit what they hold. */
    public long weight() {
        return 64L
                + name.length()
                + category.length()
                + templateId.length()
                + comment.length()
                + ioLog.length()
                + (detail == null ? 0 : detail.weight());
    }

    /** Where the test is in its sources, as far as the file says. */
    String place() {
        return detail == null || detail.file() == null && detail.line() == null
                ? ""
                : Objects.requireNonNullElse(detail.file(), "") + ":" + detail.line();
    }

    /** The same result with these results as earlier attempts. */
    NewResult after(List<NewResult> earlier) {
        List<ResultDetail.Attempt> attempts = new ArrayList<>();
        for (NewResult one : earlier) {
            if (one.detail != null) {
                attempts.addAll(one.detail.attempts());
            }
            attempts.add(new ResultDetail.Attempt(
                    one.status, one.durationMicros, beginning(one.comment), beginning(one.ioLog)));
        }
        ResultDetail own = detail == null ? ResultDetail.NONE : detail;
        return new NewResult(
                name,
                status,
                category,
                templateId,
                comment,
                ioLog,
                durationMicros,
                repeat,
                own.after(attempts, status == ResultStatus.PASSED));
    }

    private static String beginning(String text) {
        if (text.length() <= ResultDetail.MOST_CHARACTERS) {
            return text;
        }
        int end = ResultDetail.MOST_CHARACTERS;
        return text.substring(0, Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end) + "…";
    }
}
