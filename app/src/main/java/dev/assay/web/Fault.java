package dev.assay.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that cannot be fulfilled as asked, thrown by controllers and filters only: which problem it is, one
 * sentence, and for {@code /v2} a hint at what to do next (ERR-01).
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final @Nullable String hint;
    private final @Nullable Duration retryAfter;

    public Fault(Problem problem, String detail, @Nullable String hint) {
        this(problem, detail, hint, null);
    }

    /** @param retryAfter when to try again; null when that is not known */
    public Fault(Problem problem, String detail, @Nullable String hint, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.problem = problem;
        this.hint = hint;
        this.retryAfter = retryAfter;
    }

    public static Fault notFound(String detail) {
        return new Fault(Problem.NOT_FOUND, detail, null);
    }

    public static Fault conflict(String detail) {
        return new Fault(Problem.CONFLICT, detail, null);
    }

    public static Fault unprocessable(String detail) {
        return new Fault(Problem.NOT_POSSIBLE, detail, null);
    }

    public static Fault badRequest(String detail, String hint) {
        return new Fault(Problem.MALFORMED_REQUEST, detail, hint);
    }

    /**
     * The one answer to a caller who lacks a permission, known or not (CONV-32).
     *
     * @param permission its wire name
     */
    public static Fault insufficientPermissions(String permission) {
        return new Fault(
                Problem.INSUFFICIENT_PERMISSIONS,
                "Insufficient permissions",
                "Use the API key of an application, or sign in as somebody, that holds " + permission);
    }

    public Problem problem() {
        return problem;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }

    /** When to try again, null when that is not known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
