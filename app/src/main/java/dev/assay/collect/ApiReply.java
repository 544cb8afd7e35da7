package dev.assay.collect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API's reply to a request: done, refused for good, or to be tried again. */
sealed interface ApiReply {
    /**
     * The request is done, now or by an earlier attempt.
     *
     * @param body the JSON of the answer
     */
    record Done(String body) implements ApiReply {}

    /** The API will never accept the request; {@code why} is the API's own text. */
    record Refused(String why) implements ApiReply {}

    /**
     * The request failed for now; it may succeed later.
     *
     * @param after how long the API asks to wait; null if it does not say
     */
    record Later(String why, Cause cause, @Nullable Duration after) implements ApiReply {}

    /** What prevents the request. */
    enum Cause {
        /** The API does not answer, or is overloaded. */
        API,
        /** The request is not permitted, not understood, or for something that does not exist: a setting has to be changed. */
        SETTINGS,
        /** Only this request fails; others may succeed. */
        REQUEST
    }
}
