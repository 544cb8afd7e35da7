package dev.assay.notification.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of an attempt to send something. Reasons are for the person it is sent for: they hold no secrets. */
public sealed interface Outcome {
    /** @param issueKey of the card that was made; null for messages */
    record Delivered(@Nullable String issueKey) implements Outcome {}

    /**
     * It may work later.
     *
     * @param pause what the other side asks for; null if it does not
     */
    record Later(String reason, @Nullable Duration pause) implements Outcome {}

    /** It will not work, however often it is tried. */
    record Never(String reason) implements Outcome {}

    /** There is nothing to send (any more). */
    record Needless(String reason) implements Outcome {}
}
