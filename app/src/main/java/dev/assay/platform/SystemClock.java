package dev.assay.platform;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one place that asks the system for the time; tests provide another clock. */
@Factory
public final class SystemClock {
    /** For programs without a bean context. */
    public static final Clock UTC = Clock.systemUTC();

    @Singleton
    @Requires(missingBeans = Clock.class)
    Clock clock() {
        return UTC;
    }
}
