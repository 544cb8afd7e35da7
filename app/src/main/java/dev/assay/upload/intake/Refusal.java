package dev.assay.upload.intake;

import java.time.Duration;

/** Why an upload was not taken. */
public sealed interface Refusal {
    /**
     * Longer than an upload may be.
     *
     * @param limit in bytes, before and after unpacking
     */
    record TooLarge(long limit) implements Refusal {}

    /**
     * Unpacks to more times its size than an upload may.
     *
     * @param ratio how many times it may
     */
    record TooDense(int ratio) implements Refusal {}

    /** Its caller has as many large uploads here as one caller may. */
    record TooMany(Duration retryAfter) implements Refusal {}

    /** There is no room for it, whoever sends it. */
    record NoRoom(Duration retryAfter) implements Refusal {}
}
