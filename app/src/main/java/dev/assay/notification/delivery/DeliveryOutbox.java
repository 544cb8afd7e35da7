package dev.assay.notification.delivery;

import dev.assay.notification.SendOutcome;
import dev.assay.notification.channel.ChannelName;
import dev.assay.notification.channel.Channels;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of deliveries and their results. Each message is sent at least once: a process claims it for a time (the lease),
 * sends it outside of any transaction, and stores the result. If the process dies before it stores the result, the message
 * is sent again.
 */
@Singleton
public class DeliveryOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOutbox.class);
    private static final int TESTS_PER_HOUR = 10;
    private static final Duration LONGEST_REQUESTED_PAUSE = Duration.ofHours(6);

    private final DeliveryRepository deliveries;
    private final DeliveryAttempt sender;
    private final Channels channels;
    private final DeliverySettings settings;

    DeliveryOutbox(
            DeliveryRepository deliveries, DeliveryAttempt sender, Channels channels, DeliverySettings settings) {
        this.deliveries = deliveries;
        this.sender = sender;
        this.channels = channels;
        this.settings = settings;
    }

    /** The result of a request for a test message. */
    sealed interface TestOutcome {
        record Written(Delivery delivery) implements TestOutcome {}

        record Unknown() implements TestOutcome {}

        record TooMany(int most) implements TestOutcome {}
    }

    /** Queues a test message by the channel, even if the channel is disabled. */
    TestOutcome test(int userId, ChannelName channel) {
        Integer id = deliveries.insertTest(userId, channel.value(), TESTS_PER_HOUR);
        if (id == null) {
            return channels.find(userId, channel).isPresent()
                    ? new TestOutcome.TooMany(TESTS_PER_HOUR)
                    : new TestOutcome.Unknown();
        }
        return deliveries.find(id).<TestOutcome>map(TestOutcome.Written::new).orElseGet(TestOutcome.Unknown::new);
    }

    /** Deliveries with an id less than {@code before}, newest first. */
    public List<Delivery> page(int userId, int before, int limit) {
        return deliveries.page(userId, before, limit);
    }

    Optional<Delivery> find(int id) {
        return deliveries.find(id);
    }

    /** Claims deliveries that are due. Other processes cannot claim them before the lease ends. */
    @Transactional
    List<Due> claim(int most) {
        return deliveries.claim(most, seconds(settings.lease()));
    }

    /** Makes one attempt to send it, and stores the result. */
    void send(Due due) {
        // A process that died during the last attempt left it claimed, so there is one claim too many
        SendOutcome outcome =
                due.attempt() > settings.attempts() ? new SendOutcome.Never("It was never finished") : attempt(due);
        switch (outcome) {
            case SendOutcome.Delivered(String issueKey) ->
                deliveries.finish(due.id(), due.attempt(), "delivered", null, issueKey);
            case SendOutcome.Needless(String reason) -> {
                deliveries.finish(due.id(), due.attempt(), "skipped", reason, null);
                log("Skipped a delivery", due, reason);
            }
            case SendOutcome.Never(String reason) -> giveUp(due, reason);
            case SendOutcome.Later(String reason, Duration pause) -> {
                if (due.attempt() >= settings.attempts()) {
                    giveUp(due, reason);
                } else {
                    deliveries.postpone(
                            due.id(), due.attempt(), reason, seconds(longer(backoff(due.attempt()), pause)));
                }
            }
        }
    }

    /** Deletes deliveries that are older than the retention, in any state. */
    void forget() {
        int forgotten = deliveries.forget(seconds(settings.retention()));
        LOG.atDebug().addKeyValue("deliveries", forgotten).log("Deleted old deliveries");
    }

    private SendOutcome attempt(Due due) {
        try {
            return sender.send(due);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("delivery", due.id()).setCause(e).log("An attempt to deliver failed");
            return new SendOutcome.Later("Internal error of the server", null);
        }
    }

    private void giveUp(Due due, String reason) {
        deliveries.finish(due.id(), due.attempt(), "failed", reason, null);
        log("Gave up on a delivery", due, reason);
    }

    private static void log(String what, Due due, String reason) {
        LOG.atWarn()
                .addKeyValue("delivery", due.id())
                .addKeyValue("kind", due.kind())
                .addKeyValue("user", due.person().id())
                .addKeyValue("attempts", due.attempt())
                .addKeyValue("reason", reason)
                .log(what);
    }

    /**
     * Doubles each time. Up to half of it is cut off at random, so that deliveries that failed together are not tried again
     * together.
     */
    private Duration backoff(int attempt) {
        double first = settings.firstRetry().toMillis();
        double wait = Math.min(
                first * Math.pow(2, attempt - 1.0), settings.longestRetry().toMillis());
        return Duration.ofMillis((long) (wait * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }

    private static Duration longer(Duration ours, @Nullable Duration requested) {
        if (requested == null || requested.compareTo(ours) <= 0) {
            return ours;
        }
        return requested.compareTo(LONGEST_REQUESTED_PAUSE) < 0 ? requested : LONGEST_REQUESTED_PAUSE;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
