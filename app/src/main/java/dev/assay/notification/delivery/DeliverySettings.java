package dev.assay.notification.delivery;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import java.time.Duration;

/**
 * @param enabled {@code DELIVERY_ENABLED}: true if this process sends; deliveries are queued in any case
 * @param attempts {@code DELIVERY_ATTEMPTS}: the most attempts for a message
 * @param firstRetry the wait between the first and the second attempt; each later wait is twice as long as the one before
 * @param longestRetry the longest wait between two attempts
 * @param lease a claimed message is due again after this time if its result was not stored; longer than any attempt takes
 * @param poll how often to look for due messages that no event announced, such as those of other processes
 * @param retention how long deliveries and their results are kept
 * @param atOnce the most messages that a process sends at the same time
 */
@Context
@ConfigurationProperties("assay.delivery")
record DeliverySettings(
        boolean enabled,
        int attempts,
        Duration firstRetry,
        Duration longestRetry,
        Duration lease,
        Duration poll,
        Duration retention,
        int atOnce) {
    DeliverySettings {
        if (attempts < 1 || atOnce < 1) {
            throw new IllegalArgumentException(
                    "DELIVERY_ATTEMPTS and assay.delivery.at-once must be whole numbers from 1, such as 12 and 16, not: "
                            + attempts + " and " + atOnce);
        }
    }
}
