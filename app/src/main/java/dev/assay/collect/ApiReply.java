package dev.assay.collect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a request. */
sealed interface ApiReply {
    /**
     * Done, now or before.
     *
     * @param body JSON
     */
    record Done(String body) implements ApiReply {}

    /** The API will never take it; why, in its own words. */
    record Refused(String why) implements ApiReply {}

    /**
     * Perhaps another time.
     *
     * @param after how long the API asks to wait; null when it does not say
     */
    record Later(String why, Of of, @Nullable Duration after) implements ApiReply {}

    /** What stands in the way. */
    enum Of {
        /** Nobody answers, or not now. */
        API,
        /** What is asked is not permitted, not understood or not there: somebody has to change a setting. */
        SETTINGS,
        /** This request; others may go through. */
        REQUEST
    }
}
