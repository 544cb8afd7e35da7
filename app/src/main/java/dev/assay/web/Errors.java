package dev.assay.web;

import dev.assay.database.DatabaseFault;
import dev.assay.web.input.InvalidInput;
import dev.assay.web.input.Violation;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where failures become responses. {@code /v1} has the forms of the contract (ERR-01 to ERR-08); everything else is
 * {@code application/problem+json} (RFC 9457) with a {@code hint}.
 */
@Singleton
@Primary
@Order(-100)
@Replaces(ErrorResponseProcessor.class)
class Errors implements ErrorResponseProcessor<Object>, ExceptionHandler<Throwable, HttpResponse<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final String PROBLEM_JSON = "application/problem+json";
    /** How long a caller should wait after a statement took too long. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * A failure before it is written in the form of v1 or v2.
     *
     * @param status the status of the problem, or the framework's own
     * @param detail one sentence for the caller
     * @param hint what to do next, if more is known than the problem's general remedy
     * @param retryAfter when to try again; null if that is not known
     */
    private record Failure(
            Problem problem,
            int status,
            String detail,
            @Nullable String hint,
            List<Violation> violations,
            @Nullable Duration retryAfter) {
        static Failure of(Problem problem, String detail, @Nullable String hint) {
            return new Failure(problem, problem.status().getCode(), detail, hint, List.of(), null);
        }

        Failure after(@Nullable Duration pause) {
            return new Failure(problem, status, detail, hint, violations, pause);
        }
    }

    /** Handles everything that a controller or filter throws. */
    @Override
    public HttpResponse<?> handle(HttpRequest request, Throwable exception) {
        Failure failure = failure(request, exception);
        return render(request, HttpResponse.status(HttpStatus.valueOf(failure.status())), failure);
    }

    /** Handles what the framework refuses by itself: unknown routes, methods, sizes. */
    @Override
    public MutableHttpResponse<Object> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        String allow = response.header(HttpHeaders.ALLOW);
        if (allow != null) {
            response.getHeaders().remove(HttpHeaders.ALLOW);
            response.header(HttpHeaders.ALLOW, withoutHead(allow));
        }
        return render(
                request,
                response,
                framework(response.status(), context.getRootCause().orElse(null)));
    }

    static HttpResponse<?> methodNotAllowed(HttpRequest<?> request, String allow) {
        MutableHttpResponse<?> response = HttpResponse.status(HttpStatus.METHOD_NOT_ALLOWED);
        return render(
                request, response.header(HttpHeaders.ALLOW, allow), framework(HttpStatus.METHOD_NOT_ALLOWED, null));
    }

    private static String withoutHead(String allow) {
        return String.join(
                ", ",
                List.of(allow.split("\\s*,\\s*")).stream()
                        .filter(method -> !method.equals("HEAD"))
                        .sorted()
                        .toList());
    }

    private static Failure failure(HttpRequest<?> request, Throwable exception) {
        return switch (exception) {
            case Fault fault ->
                Failure.of(fault.problem(), fault.detail(), fault.hint()).after(fault.retryAfter());
            case InvalidInput invalid ->
                new Failure(
                        Problem.INVALID_REQUEST,
                        422,
                        "The request is not valid",
                        "Correct the fields named in errors",
                        invalid.violations(),
                        null);
            default -> database(request, exception);
        };
    }

    private static Failure database(HttpRequest<?> request, Throwable exception) {
        return switch (DatabaseFault.of(exception)) {
            case UNAVAILABLE -> {
                LOG.atWarn()
                        .addKeyValue("path", request.getPath())
                        .addKeyValue("reason", DatabaseFault.message(exception))
                        .log("Database unavailable");
                yield Failure.of(
                        Problem.DATABASE_UNAVAILABLE,
                        "Database unavailable",
                        "Send it again; under the same ci_link or Idempotency-Key nothing is stored twice");
            }
            case OUT_OF_TIME -> {
                LOG.atWarn()
                        .addKeyValue("path", request.getPath())
                        .addKeyValue("reason", DatabaseFault.message(exception))
                        .log("Out of time in the database");
                yield Failure.of(
                                Problem.OUT_OF_TIME,
                                "The database took longer than this request may",
                                "Nothing was stored. Send it again later, or ask for less; limits are at /v2/limits")
                        .after(PAUSE);
            }
            case CHANGED_MEANWHILE ->
                Failure.of(
                        Problem.CHANGED_MEANWHILE,
                        "The data changed while this request ran",
                        "Nothing was stored; read again, then decide");
            case UNSTORABLE ->
                Failure.of(
                        Problem.VALUE_NOT_STORABLE,
                        "A value cannot be stored: " + DatabaseFault.message(exception),
                        "Shorten or correct it; nothing was stored");
            case OTHER -> {
                LOG.atError()
                        .addKeyValue("method", request.getMethodName())
                        .addKeyValue("path", request.getPath())
                        .setCause(exception)
                        .log("Request failed");
                yield framework(HttpStatus.INTERNAL_SERVER_ERROR, null);
            }
        };
    }

    private static Failure framework(HttpStatus status, @Nullable Throwable cause) {
        return switch (status) {
            case NOT_FOUND -> Failure.of(Problem.UNKNOWN_PATH, "Not Found", "See /openapi.json for what there is");
            case METHOD_NOT_ALLOWED ->
                Failure.of(Problem.METHOD_NOT_ALLOWED, "Method Not Allowed", "Use a method named in Allow");
            case REQUEST_ENTITY_TOO_LARGE ->
                Failure.of(
                        Problem.BODY_TOO_LARGE,
                        cause == null ? "The request is too large" : String.valueOf(cause.getMessage()),
                        "Send it in smaller parts; limits are at /v2/limits");
            case INTERNAL_SERVER_ERROR ->
                Failure.of(Problem.INTERNAL_ERROR, "Internal Server Error", "Try again; if it stays, report it");
            default ->
                new Failure(
                        status.getCode() < 500 ? Problem.MALFORMED_REQUEST : Problem.INTERNAL_ERROR,
                        status.getCode(),
                        status.getReason(),
                        null,
                        List.of(),
                        null);
        };
    }

    @SuppressWarnings("unchecked")
    private static MutableHttpResponse<Object> render(
            HttpRequest<?> request, MutableHttpResponse<?> response, Failure failure) {
        MutableHttpResponse<Object> answer = (MutableHttpResponse<Object>) response;
        if (failure.retryAfter() != null || failure.status() == 503) {
            Duration pause = Objects.requireNonNullElse(failure.retryAfter(), Duration.ofSeconds(1));
            long seconds = Math.max(1, Math.ceilDiv(pause.toMillis(), 1000));
            answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        }
        if (request.getPath().startsWith("/v2/")) {
            return answer.contentType(PROBLEM_JSON).body(problem(failure));
        }
        if (failure.status() == 500) {
            return answer.contentType("text/plain; charset=utf-8").body("Internal Server Error");
        }
        Object detail = failure.violations().isEmpty()
                ? failure.detail()
                : failure.violations().stream().map(Errors::v1).toList();
        return answer.contentType(MediaType.APPLICATION_JSON).body(Map.of("detail", detail));
    }

    private static Map<String, Object> v1(Violation violation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", violation.type());
        json.put("loc", violation.loc());
        json.put("msg", violation.msg());
        json.put("input", violation.input());
        if (violation.ctx() != null) {
            json.put("ctx", violation.ctx());
        }
        return json;
    }

    private static Map<String, Object> problem(Failure failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", failure.problem().type());
        json.put("title", failure.problem().title());
        json.put("status", failure.status());
        json.put("detail", failure.detail());
        json.put("hint", failure.hint() == null ? failure.problem().remedy() : failure.hint());
        if (!failure.violations().isEmpty()) {
            json.put("errors", failure.violations().stream().map(Errors::v2).toList());
        }
        return json;
    }

    private static Map<String, Object> v2(Violation violation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", violation.type());
        json.put("at", violation.loc());
        json.put("detail", violation.msg());
        return json;
    }
}
