package dev.assay.notification.delivery;

import dev.assay.database.AuditContext;
import dev.assay.notification.DeliveriesDue;
import dev.assay.platform.BackgroundSettings;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.transaction.annotation.TransactionalEventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends due deliveries while the server runs, in each process that has sending enabled. A commit in its own process wakes it.
 * It finds deliveries of other processes, and those to try again, when it next polls. When the server stops, it waits for
 * deliveries in progress.
 */
@Singleton
class Worker implements ApplicationEventListener<ServerStartupEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final AuditContext AUDIT_CONTEXT = AuditContext.system("deliver notifications");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long FORGET_EVERY = TimeUnit.HOURS.toNanos(1);

    private final DeliveryOutbox outbox;
    private final DeliverySettings settings;
    private final BackgroundSettings background;
    private final Semaphore slots;
    private final Semaphore woken = new Semaphore(0);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong forgot = new AtomicLong(System.nanoTime() - FORGET_EVERY);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("delivery-", 0).factory());
    private final Thread loop = Thread.ofVirtual().name("deliveries").unstarted(this::run);

    Worker(DeliveryOutbox outbox, DeliverySettings settings, BackgroundSettings background) {
        this.outbox = outbox;
        this.settings = settings;
        this.background = background;
        this.slots = new Semaphore(settings.atOnce());
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (settings.enabled() && background.enabled()) {
            loop.start();
        }
    }

    /** Runs after the commit. */
    @TransactionalEventListener
    void wake(DeliveriesDue event) {
        wake();
    }

    void wake() {
        woken.release();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        stopping.set(true);
        wake();
        if (loop.isAlive()) {
            loop.join(PATIENCE);
        }
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Deliveries are still in progress; they are sent again when their lease ends");
        }
    }

    private void run() {
        try {
            while (!stopping.get()) {
                if (!sendSome()) {
                    if (woken.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                        woken.drainPermits();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts to send what is due; true if more may be due already. */
    private boolean sendSome() throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        List<Due> claimed = List.of();
        try {
            if (stopping.get()) {
                return false;
            }
            AUDIT_CONTEXT.during(this::forgetSometimes);
            claimed = AUDIT_CONTEXT.during(() -> outbox.claim(free));
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Cannot claim deliveries; will try again");
        } finally {
            slots.release(free - claimed.size());
        }
        claimed.forEach(due -> threads.execute(() -> AUDIT_CONTEXT.during(() -> send(due))));
        return claimed.size() == free;
    }

    private void send(Due due) {
        try {
            outbox.send(due);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("delivery", due.id()).setCause(e).log("Could not store the result of a delivery");
        } finally {
            slots.release();
        }
    }

    private void forgetSometimes() {
        long now = System.nanoTime();
        long last = forgot.get();
        if (now - last >= FORGET_EVERY && forgot.compareAndSet(last, now)) {
            outbox.forget();
        }
    }
}
