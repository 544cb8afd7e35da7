package dev.assay.web;

import io.micronaut.http.HttpStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that cannot be fulfilled as asked, thrown by controllers and filters only: a status, one
 * sentence, and for {@code /v2} a hint at what to do next (ERR-01).
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final @Nullable String hint;
    private final @Nullable Duration retryAfter;

    public Fault(HttpStatus status, String detail, @Nullable String hint) {
        this(status, detail, hint, null);
    }

    private Fault(HttpStatus status, String detail, @Nullable String hint, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.hint = hint;
        this.retryAfter = retryAfter;
    }

    /** Too often; the answer says after how many seconds there is room again. */
    public static Fault tooMany(String detail, String hint, Duration retryAfter) {
        return new Fault(HttpStatus.TOO_MANY_REQUESTS, detail, hint, retryAfter);
    }

    /** Somebody else whom we need gives no answer. */
    public static Fault unavailable(String detail, String hint, Duration retryAfter) {
        return new Fault(HttpStatus.SERVICE_UNAVAILABLE, detail, hint, retryAfter);
    }

    public static Fault notFound(String detail) {
        return new Fault(HttpStatus.NOT_FOUND, detail, null);
    }

    public static Fault conflict(String detail) {
        return new Fault(HttpStatus.CONFLICT, detail, null);
    }

    public static Fault unprocessable(String detail) {
        return new Fault(HttpStatus.UNPROCESSABLE_ENTITY, detail, null);
    }

    public static Fault badRequest(String detail, String hint) {
        return new Fault(HttpStatus.BAD_REQUEST, detail, hint);
    }

    /**
     * The one answer to a caller who lacks a permission, known or not (CONV-32).
     *
     * @param permission its wire name
     */
    public static Fault insufficientPermissions(String permission) {
        return new Fault(
                HttpStatus.FORBIDDEN,
                "Insufficient permissions",
                "Use the API key of an application, or sign in as somebody, that holds " + permission);
    }

    public HttpStatus status() {
        return status;
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
