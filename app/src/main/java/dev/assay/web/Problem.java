package dev.assay.web;

import io.micronaut.http.HttpStatus;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be wrong with a request on {@code /v2}, so that programs can distinguish the cases. The {@code type} of a problem (RFC
 * 9457) is the path of a page that explains it. A type never changes its meaning; a new case gets a new type.
 */
public enum Problem {
    // The request cannot be read
    MALFORMED_REQUEST(
            HttpStatus.BAD_REQUEST,
            "The request cannot be read",
            "A part of the request does not have the form that HTTP or this operation asks for.",
            "Correct what detail names, and send it again."),
    NOT_UTF_8(
            HttpStatus.BAD_REQUEST,
            "The body is not UTF-8",
            "The body has bytes that are not text in UTF-8.",
            "Encode the body as UTF-8, without a byte order mark."),
    BODY_INCOMPLETE(
            HttpStatus.BAD_REQUEST,
            "The body ended early",
            "The connection or the compressed stream ended before the body did. Nothing of it was stored.",
            "Send the whole request again."),
    DAMAGED_GZIP(
            HttpStatus.BAD_REQUEST,
            "The compressed body is damaged",
            "The body begins as gzip does, and cannot be unpacked.",
            "Compress it again, or send it as it is."),
    UNKNOWN_CONTENT_ENCODING(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The Content-Encoding is not known",
            "The header Content-Encoding names a way of packing that this server cannot unpack.",
            "Use gzip, or send the body as it is."),
    UNREADABLE_REPORT(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The result file cannot be read",
            "The file is not of the format that the upload names. Nothing of it was stored.",
            "The line and column in detail say where it goes wrong; correct the file or the tool that wrote it."),
    INVALID_REQUEST(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The request is not valid",
            "The body is not JSON, or a parameter or a member of it is missing, unknown, or has a value that it cannot have. Nothing was done.",
            "Correct everything that errors lists: at says where it is, detail what is wrong. /openapi.json describes each operation."),
    VALUE_NOT_STORABLE(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "A value cannot be stored",
            "The database does not take one of the values, for example because it is too long. Nothing was stored.",
            "Shorten or correct it; limits are at /v2/limits."),
    BODY_TOO_LARGE(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "The body is too large",
            "The body is longer than the operation takes, or takes more memory than there is for one body.",
            "Send it in smaller parts; limits are at /v2/limits."),
    UPLOAD_TOO_LARGE(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "The upload is too large",
            "The file is longer than an upload may be, before or after unpacking. Nothing of it was stored.",
            "Split it; /v2/limits says how long it may be."),
    UPLOAD_TOO_DENSE(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "The upload unpacks to too much",
            "The file unpacks to more times its size than an upload may, as files do that are made to fill memory.",
            "Send it unpacked, or split it; /v2/limits says how many times its size it may have."),
    IDEMPOTENCY_KEY_INVALID(
            HttpStatus.BAD_REQUEST,
            "The Idempotency-Key is not valid",
            "The header Idempotency-Key is empty or too long.",
            "Use a text of 1 to 200 characters, such as a UUID for each file."),

    // The caller is not allowed to do it
    NOT_AUTHENTICATED(
            HttpStatus.UNAUTHORIZED,
            "Not authenticated",
            "The request does not say who sends it, and the operation is not for everybody.",
            "Send Authorization: Bearer with an API key or token, or sign in."),
    INSUFFICIENT_PERMISSIONS(
            HttpStatus.FORBIDDEN,
            "Insufficient permissions",
            "The caller is unknown, or lacks the permission that the operation needs.",
            "Use a key or an account that holds the permission that hint names; an administrator can grant it."),
    FORBIDDEN(
            HttpStatus.FORBIDDEN,
            "Forbidden",
            "The operation is not for callers of this kind, whatever permissions they hold.",
            "The hint says who may do it: what is a person's own, for example, only that person."),
    TOKEN_NOT_CHECKED(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The token cannot be checked",
            "The cluster that issued the token gives no answer, so it is not known who calls.",
            "Send it again after Retry-After; an API key works meanwhile."),

    // What the request asks for does not exist
    UNKNOWN_PATH(
            HttpStatus.NOT_FOUND,
            "There is no such path",
            "The server has no operation at this path.",
            "Compare it with /openapi.json; a path does not end in a slash."),
    METHOD_NOT_ALLOWED(
            HttpStatus.METHOD_NOT_ALLOWED,
            "The path has no such method",
            "The path is right, but it has no operation of this method.",
            "Use a method that the header Allow names."),
    NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "Not found",
            "What the path names does not exist, or does not exist any more.",
            "Check the id or the name; the hint says where there is a list."),

    // The request conflicts with the stored data
    CHANGED_MEANWHILE(
            HttpStatus.CONFLICT,
            "The data changed meanwhile",
            "Another request changed the same rows while this one ran. Nothing was stored.",
            "Read again, then decide whether to send it again."),
    CONFLICT(
            HttpStatus.CONFLICT,
            "It conflicts with what there is",
            "What the request asks for does not go with what is stored.",
            "Read what there is; detail names it."),
    IDEMPOTENCY_KEY_TAKEN(
            HttpStatus.CONFLICT,
            "The Idempotency-Key was used for another upload",
            "An upload of the same sender with this Idempotency-Key was stored before, and it was another file or had other parameters.",
            "Use a new key for each file, and the same key only to repeat the same request."),
    CI_LINK_TAKEN(
            HttpStatus.CONFLICT,
            "The ci_link belongs to a test of something different",
            "An execution has the ci_link, and the upload names another artefact, build, environment or test plan. Nothing of the file was stored.",
            "Give each CI run a ci_link of its own, or correct the parameters; detail names both."),
    TOO_MANY_TRUSTS(
            HttpStatus.CONFLICT,
            "The application has as many trusts as it may",
            "An application can have only so many trusts.",
            "Give one condition several values, remove a trust, or make another application."),
    TOO_MANY_CHANNELS(
            HttpStatus.CONFLICT,
            "There are as many channels as there may be",
            "A person can have only so many notification channels.",
            "Delete one of them first."),
    CHANNEL_NOT_OFFERED(
            HttpStatus.CONFLICT,
            "This server cannot send by such a channel",
            "The server lacks the setting that channels of this kind need.",
            "The hint names the setting; the operator of the server can make it."),
    CHANNEL_REFUSED(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The channel is not possible",
            "The channel lacks a URL, or has one that this server does not send to.",
            "Correct what detail names."),
    ISSUER_NOT_NAMED(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The issuer of tokens is not named",
            "The server looks only at tokens of the issuers that its operator named.",
            "Use one of them; the operator names issuers in WORKLOAD_ISSUERS."),
    CLUSTER_NOT_ASKED(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The server does not ask a cluster about tokens",
            "Service accounts stand for an application only where the server asks its cluster about their tokens.",
            "The operator sets KUBERNETES_TOKEN_REVIEW=true where the server runs in a cluster."),
    TEST_NOT_STARTED(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The test execution cannot be started",
            "The parameters are well formed, but there can be no execution with them. Nothing of the file was stored.",
            "Correct what detail names."),
    NOT_POSSIBLE(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "It is not possible",
            "The request is well formed, but a rule forbids what it asks for.",
            "Correct what detail names."),

    // It is not possible now
    TOO_MANY_REQUESTS(
            HttpStatus.TOO_MANY_REQUESTS,
            "Too many requests",
            "The caller sends more requests than others leave room for.",
            "Wait for Retry-After, or send more in each request."),
    TOO_MANY_LARGE_UPLOADS(
            HttpStatus.TOO_MANY_REQUESTS,
            "Too many large uploads at once",
            "The caller has as many large uploads here as one caller may, and this one waited in vain. Nothing of it was stored.",
            "Send fewer at once, and this one again after Retry-After."),
    TOO_MANY_TEST_MESSAGES(
            HttpStatus.TOO_MANY_REQUESTS,
            "Too many test messages",
            "A channel can be tested only so often within an hour.",
            "See /v2/users/me/notification-deliveries for what became of the earlier ones."),
    NO_ROOM(
            HttpStatus.SERVICE_UNAVAILABLE,
            "There is no room now",
            "Bodies of other requests take the memory or the disk that there is for them. Nothing of this one was stored.",
            "Send it again after Retry-After."),
    DATABASE_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The database is away",
            "The server has no connection to its database.",
            "Send it again after Retry-After; under the same ci_link or Idempotency-Key nothing is stored twice."),
    OUT_OF_TIME(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The database took too long",
            "A statement ran longer than a request may, and was cancelled. Nothing was stored.",
            "Send it again later, or ask for less; limits are at /v2/limits."),
    UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Not available now",
            "A service that is needed for the answer does not answer, or is not set up.",
            "Send it again later; the hint says more."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "Internal error",
            "The server failed; its log says where.",
            "Try again; if it stays, report it to the operator of the server.");

    private final HttpStatus status;
    private final String title;
    private final String meaning;
    private final String remedy;

    Problem(HttpStatus status, String title, String meaning, String remedy) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The last segment of its path: {@code idempotency-key-taken}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problem with this {@link #wire()}. */
    public static Optional<Problem> named(String wire) {
        return Arrays.stream(values())
                .filter(problem -> problem.wire().equals(wire))
                .findFirst();
    }

    /** The {@code type} in responses, which is also the path of its page: {@code /problems/idempotency-key-taken}. */
    public String type() {
        return "/problems/" + wire();
    }

    /** The status of the response. It may differ if the framework refuses the request by itself. */
    public HttpStatus status() {
        return status;
    }

    /** A few words. */
    public String title() {
        return title;
    }

    /** What happened. */
    public String meaning() {
        return meaning;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
