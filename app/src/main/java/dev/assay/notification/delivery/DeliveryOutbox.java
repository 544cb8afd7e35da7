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
 * What is to be sent, and what became of it. Each message is sent at least once: it is claimed for a time, sent outside of any
 * transaction, and finished; a process that dies between the last two sends it again.
 */
@Singleton
public class DeliveryOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOutbox.class);
    private static final int TESTS_PER_HOUR = 10;
    private static final Duration LONGEST_WISH = Duration.ofHours(6);

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

    /** What came of the wish for a test message. */
    sealed interface TestOutcome {
        record Written(Delivery delivery) implements TestOutcome {}

        record Unknown() implements TestOutcome {}

        record TooMany(int most) implements TestOutcome {}
    }

    /** A message that says that the channel works, also by one that is switched off. */
    TestOutcome test(int userId, ChannelName channel) {
        Integer id = deliveries.insertTest(userId, channel.value(), TESTS_PER_HOUR);
        if (id == null) {
            return channels.find(userId, channel).isPresent()
                    ? new TestOutcome.TooMany(TESTS_PER_HOUR)
                    : new TestOutcome.Unknown();
        }
        return deliveries.find(id).<TestOutcome>map(TestOutcome.Written::new).orElseGet(TestOutcome.Unknown::new);
    }

    /** Newest first. @param before an id */
    public List<Delivery> page(int userId, int before, int limit) {
        return deliveries.page(userId, before, limit);
    }

    Optional<Delivery> find(int id) {
        return deliveries.find(id);
    }

    /** Takes what is due; nobody else gets it before the lease ends. */
    @Transactional
    List<Due> claim(int most) {
        return deliveries.claim(most, seconds(settings.lease()));
    }

    /** Sends it once, and keeps what came of it. */
    void send(Due due) {
        // Whoever dies at the last attempt leaves it claimed
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
                    deliveries.putOff(due.id(), due.attempt(), reason, seconds(longer(backoff(due.attempt()), pause)));
                }
            }
        }
    }

    /** Drops what is too old to be of interest, whatever became of it. */
    void forget() {
        int forgotten = deliveries.forget(seconds(settings.retention()));
        LOG.atDebug().addKeyValue("deliveries", forgotten).log("Forgot old deliveries");
    }

    private SendOutcome attempt(Due due) {
        try {
            return sender.send(due);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("delivery", due.id()).setCause(e).log("An attempt to deliver failed");
            return new SendOutcome.Later("A fault of the server", null);
        }
    }

    private void giveUp(Due due, String reason) {
        deliveries.finish(due.id(), due.attempt(), "failed", reason, null);
        log("Gave up a delivery", due, reason);
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

    /** Twice as long each time, and between half and all of that, so that what failed together does not come back together. */
    private Duration backoff(int attempt) {
        double first = settings.firstRetry().toMillis();
        double wait = Math.min(
                first * Math.pow(2, attempt - 1.0), settings.longestRetry().toMillis());
        return Duration.ofMillis((long) (wait * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }

    private static Duration longer(Duration ours, @Nullable Duration wish) {
        if (wish == null || wish.compareTo(ours) <= 0) {
            return ours;
        }
        return wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
