package dev.assay.operator.trigger;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/** @param poll {@code TRIGGER_POLL}: how often the database is asked for new builds and requested reruns */
@ConfigurationProperties("assay.triggers")
record TriggerSettings(Duration poll) {
    private static final Duration LEAST = Duration.ofSeconds(1);

    TriggerSettings {
        if (poll.compareTo(LEAST) < 0) {
            throw new RefusedSetting(
                    "TRIGGER_POLL",
                    "is " + poll + ", which would keep the database busy with nothing",
                    "Write at least a second, for example: TRIGGER_POLL=15s");
        }
    }
}
