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

/** What each caller may take of the resources that all uploads of this process share: memory, disk, and turns of large uploads. */
@Singleton
class UploadQuotas {
    /** When a refused caller should try again. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final UploadSettings settings;
    private final LargeUploadSettings large;
    private final BodyBudget budget;
    private final ByteLimit disk;
    private final Semaphore turns;
    /** The accounts of callers that have an upload in progress. */
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
        // Each large upload holds a connection while it is stored; small ones need some, too
        this.turns = new Semaphore(Math.clamp(work.connections(Work.BULK_WRITE) - 1, 1, large.atOnce()), true);
        Gauge.builder("assay.uploads.disk", disk, ByteLimit::taken)
                .baseUnit("bytes")
                .description("Disk space taken by the uploads that are being received or read")
                .register(metrics);
    }

    Account of(String caller) {
        return accounts.get(caller, any -> new Account());
    }

    /** The account of one caller. Uploads that took something of it keep a reference to it. */
    final class Account {
        private final ByteLimit memoryShare = new ByteLimit(budget.waiting() / 4 * 3);
        private final ByteLimit diskShare = new ByteLimit(settings.share());
        private final Semaphore ownTurns = new Semaphore(large.perCaller(), true);

        private Account() {}

        /** False if there is no room in memory. */
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

        /** Waits for the turn of a large upload: first for the caller's other uploads, then for those of other callers. */
        Slot turn() throws NotTaken {
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

    /** The turn of a large upload; closing it lets the next one start. */
    @FunctionalInterface
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    static NotTaken noRoom() {
        return new NotTaken(new UploadRefusal.NoRoom(SOON));
    }
}
