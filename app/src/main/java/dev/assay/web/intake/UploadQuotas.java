package dev.assay.web.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.database.Work;
import dev.assay.database.connection.WorkLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What callers have of what all uploads of this process share: room in memory and on disk, and turns of large ones. */
@Singleton
class UploadQuotas {
    /** After so long it is worth to ask again. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final UploadSettings settings;
    private final LargeUploadSettings large;
    private final BodyBudget budget;
    private final ByteLimit disk;
    private final Semaphore turns;
    /** Of callers that have an upload here. */
    private final Cache<String, Account> accounts =
            Caffeine.newBuilder().weakValues().build();

    UploadQuotas(
            UploadSettings settings,
            LargeUploadSettings large,
            BodyBudget budget,
            WorkLimits work,
            MeterRegistry metrics) {
        this.settings = settings;
        this.large = large;
        this.budget = budget;
        this.disk = new ByteLimit(settings.spoolSize());
        // Each holds a connection while it is stored; small ones need some, too
        this.turns = new Semaphore(Math.clamp(work.connections(Work.BULK_WRITE) - 1, 1, large.atOnce()), true);
        Gauge.builder("assay.uploads.disk", disk, ByteLimit::taken)
                .baseUnit("bytes")
                .description("What the uploads that are here take of their directory")
                .register(metrics);
    }

    Account of(String caller) {
        return accounts.get(caller, any -> new Account());
    }

    /** Of one caller; whoever took something of it holds it. */
    final class Account {
        private final ByteLimit memoryShare = new ByteLimit(budget.waiting() / 4 * 3);
        private final ByteLimit diskShare = new ByteLimit(settings.share());
        private final Semaphore ownTurns = new Semaphore(large.perCaller(), true);

        private Account() {}

        /** False when there is no room in memory. */
        boolean takeMemory(long bytes) {
            if (!memoryShare.take(bytes)) {
                return false;
            }
            if (!budget.takeWaiting(bytes)) {
                memoryShare.giveBack(bytes);
                return false;
            }
            return true;
        }

        void giveMemoryBack(long bytes) {
            budget.giveWaitingBack(bytes);
            memoryShare.giveBack(bytes);
        }

        void takeDisk(long bytes) throws NotTaken {
            if (!diskShare.take(bytes)) {
                throw new NotTaken(new UploadRefusal.TooMany(SOON));
            }
            if (!disk.take(bytes)) {
                diskShare.giveBack(bytes);
                throw noRoom();
            }
        }

        void giveDiskBack(long bytes) {
            disk.giveBack(bytes);
            diskShare.giveBack(bytes);
        }

        /** Waits until it is a large upload's turn; the caller's others come first, then those of others. */
        Turn turn() throws NotTaken {
            long until = System.nanoTime() + large.patience().toNanos();
            try {
                if (!ownTurns.tryAcquire(large.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new NotTaken(new UploadRefusal.TooMany(SOON));
                }
                if (!turns.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    ownTurns.release();
                    throw noRoom();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw noRoom();
            }
            return () -> {
                turns.release();
                ownTurns.release();
            };
        }
    }

    /** A large upload's time with the reader; closing it lets the next one on. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    static NotTaken noRoom() {
        return new NotTaken(new UploadRefusal.NoRoom(SOON));
    }
}
