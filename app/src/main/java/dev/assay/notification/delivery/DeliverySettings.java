package dev.assay.notification.delivery;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import java.time.Duration;

/**
 * @param enabled {@code DELIVERY_ENABLED}: whether this process sends; what is to be sent is written in any case
 * @param attempts {@code DELIVERY_ATTEMPTS}: how often a message is tried before it is given up
 * @param firstRetry how long after the first attempt the second comes; each waits twice as long as the one before
 * @param longestRetry the longest of these waits
 * @param lease after which a message is due again whose sender never said what became of it; longer than any attempt takes
 * @param poll how often is looked for what became due without a word
 * @param retention how long it is remembered what became of a message
 * @param atOnce how many messages a process sends at the same time
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
                    "DELIVERY_ATTEMPTS and assay.delivery.at-once are whole numbers from 1, such as 12 and 16, not: "
                            + attempts + " and " + atOnce);
        }
    }
}
