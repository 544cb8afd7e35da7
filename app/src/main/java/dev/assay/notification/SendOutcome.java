package dev.assay.notification;

import dev.assay.outbound.PublicAddresses;
import dev.assay.outbound.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The result of an attempt to send something. The recipient can read the reasons, so they must not contain secrets. */
public sealed interface SendOutcome {
    /** @param issueKey key of the card that was created in Jira; null for messages */
    record Delivered(@Nullable String issueKey) implements SendOutcome {}

    /**
     * It failed, but may work later.
     *
     * @param pause how long the receiver asks us to wait; null if it does not say
     */
    record Later(String reason, @Nullable Duration pause) implements SendOutcome {}

    /** It failed for good: another attempt would fail, too. */
    record Never(String reason) implements SendOutcome {}

    /** There is nothing to send, or no longer. */
    record Needless(String reason) implements SendOutcome {}

    /** The outcome when there was no answer. The reason does not reveal anything about our network. */
    static SendOutcome unanswered(IOException failure) {
        return switch (failure) {
            case PublicAddresses.NotPublic refused -> new Never(String.valueOf(refused.getMessage()));
            case UnknownHostException _ -> new Later("The host is not known", null);
            case InterruptedIOException _ -> new Later("There was no answer in time", null);
            case SSLException _ -> new Later("A trusted TLS connection could not be made", null);
            default -> new Later("There was no answer", null);
        };
    }

    /** The outcome for an answer with an error status. */
    static SendOutcome failed(Response answer) {
        String reason = "The answer was " + answer.status();
        return switch (answer.status()) {
            case 408, 425, 429 -> new Later(reason, answer.retryAfter().orElse(null));
            default ->
                answer.status() >= 500 ? new Later(reason, answer.retryAfter().orElse(null)) : new Never(reason);
        };
    }
}
