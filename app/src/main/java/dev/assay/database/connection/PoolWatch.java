package dev.assay.database.connection;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that only this process has lost the database: for some time none of the connections of its main work was usable, though a
 * new one is. Only a restart helps then. If the database is down for all, a restart would not help.
 */
@Singleton
@Requires(property = "datasources.default.enabled", notEquals = "false")
public class PoolWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PoolWatch.class);

    private final Pools pools;
    private final DatabaseProbe probe;
    private final Settings settings;
    /** Since when no connection was usable; 0 while they are. */
    private final AtomicLong since = new AtomicLong();

    PoolWatch(Pools pools, DatabaseProbe probe, Settings settings) {
        this.pools = pools;
        this.probe = probe;
        this.settings = settings;
    }

    /**
     * @param look how often it checks
     * @param patience after how long without a usable connection the process counts as lost
     */
    @ConfigurationProperties("assay.database.watch")
    record Settings(Duration look, Duration patience) {}

    /** False if the process needs a restart. */
    public boolean isAlive() {
        long began = since.get();
        return began == 0 || System.nanoTime() - began < settings.patience().toNanos();
    }

    @Scheduled(initialDelay = "${assay.database.watch.look}", fixedDelay = "${assay.database.watch.look}")
    void look() {
        boolean busy = System.nanoTime() - pools.worked() < settings.look().toNanos();
        if (busy || pools.works() || !probe.accepts()) {
            since.set(0);
        } else if (since.compareAndSet(0, System.nanoTime())) {
            LOG.atWarn()
                    .addKeyValue("patience", settings.patience())
                    .log("No pooled connection works, though a new one does");
        }
    }
}
