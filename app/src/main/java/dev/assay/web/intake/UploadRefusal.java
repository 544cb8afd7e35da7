package dev.assay.web.intake;

import dev.assay.web.Fault;
import dev.assay.web.Problem;
import java.time.Duration;

/** Why an upload was refused. */
public sealed interface UploadRefusal {
    /**
     * It is longer than an upload may be.
     *
     * @param limit in bytes, before and after unpacking
     */
    record TooLarge(long limit) implements UploadRefusal {}

    /**
     * It unpacks to more times its size than an upload may.
     *
     * @param ratio how many times its size it may unpack to
     */
    record TooDense(int ratio) implements UploadRefusal {}

    /** The caller has as many large uploads in progress as one caller may have. */
    record TooMany(Duration retryAfter) implements UploadRefusal {}

    /** There is no room for it, whatever its sender. */
    record NoRoom(Duration retryAfter) implements UploadRefusal {}

    /** The response to the sender. */
    default Fault fault() {
        return switch (this) {
            case TooLarge(long limit) ->
                new Fault(
                        Problem.UPLOAD_TOO_LARGE,
                        "The upload is larger than %,d bytes, counted after decompression.".formatted(limit),
                        "Split it; see /v2/limits");
            case TooDense(int ratio) ->
                new Fault(
                        Problem.UPLOAD_TOO_DENSE,
                        "The upload unpacks to more than %,d times its size.".formatted(ratio),
                        "Send it unpacked, or split it; see /v2/limits");
            case TooMany(Duration retryAfter) ->
                new Fault(
                        Problem.TOO_MANY_LARGE_UPLOADS,
                        "Too many of your large uploads are here at once",
                        "Send fewer at once, and this one again; nothing of it was stored",
                        retryAfter);
            case NoRoom(Duration retryAfter) ->
                new Fault(
                        Problem.NO_ROOM,
                        "There is no room for the upload now",
                        "Send it again; nothing of it was stored",
                        retryAfter);
        };
    }
}
