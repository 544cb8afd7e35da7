package dev.assay.notification;

import dev.assay.outbound.PublicAddresses;
import dev.assay.outbound.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What came of an attempt to send something. Reasons are for the person it is sent for: they hold no secrets. */
public sealed interface SendOutcome {
    /** @param issueKey of the card that was made; null for messages */
    record Delivered(@Nullable String issueKey) implements SendOutcome {}

    /**
     * It may work later.
     *
     * @param pause what the other side asks for; null if it does not
     */
    record Later(String reason, @Nullable Duration pause) implements SendOutcome {}

    /** It will not work, however often it is tried. */
    record Never(String reason) implements SendOutcome {}

    /** There is nothing to send (any more). */
    record Needless(String reason) implements SendOutcome {}

    /** Why there was no answer, in words that tell nothing of our network. */
    static SendOutcome unanswered(IOException failure) {
        return switch (failure) {
            case PublicAddresses.NotPublic refused -> new Never(String.valueOf(refused.getMessage()));
            case UnknownHostException _ -> new Later("The host is not known", null);
            case InterruptedIOException _ -> new Later("There was no answer in time", null);
            case SSLException _ -> new Later("There is no TLS connection that can be trusted", null);
            default -> new Later("There was no answer", null);
        };
    }

    /** What an answer means that is no success. */
    static SendOutcome failed(Response answer) {
        String reason = "The answer was " + answer.status();
        return switch (answer.status()) {
            case 408, 425, 429 -> new Later(reason, answer.retryAfter().orElse(null));
            default ->
                answer.status() >= 500 ? new Later(reason, answer.retryAfter().orElse(null)) : new Never(reason);
        };
    }
}
