package dev.assay.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be fulfilled as asked. Only controllers and filters throw it. It says which problem it is, in one sentence
 * what is wrong, and for {@code /v2} what to do next (ERR-01).
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final @Nullable String hint;
    private final @Nullable Duration retryAfter;

    public Fault(Problem problem, String detail, @Nullable String hint) {
        this(problem, detail, hint, null);
    }

    /** @param retryAfter when to try again; null if that is not known */
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
     * The one response to a caller that lacks a permission, known or not (CONV-32).
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

    /** When to try again; null if that is not known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
