package dev.assay.collect;

import dev.assay.collect.ApiReply.Later;
import dev.assay.collect.Entry.Seen;
import dev.assay.collect.SpoolSender.Round;
import dev.assay.platform.SystemClock;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects files while a test runs: one thread finds files and copies them to the spool, another delivers them. When it is told
 * to stop, it takes the remaining files, delivers them, and completes the execution.
 */
public final class Collector {
    /** The names of events which say that a file was not stored whole. */
    public static final Set<String> INCOMPLETE = Set.of("file_cut_short", "file_refused", "file_left_out", "file_lost");

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** The longest wait between attempts after the order to stop, when time is short. */
    private static final Duration LONGEST_AT_END = Duration.ofSeconds(5);
    /** A look may take one part in this many of the time, so that a directory with very many files is looked at less often. */
    private static final int SHARE = 20;

    private final CollectSettings settings;
    private final Path spool;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean ending = new AtomicBoolean();
    /** When the grace ends, by {@link System#nanoTime}. */
    private final AtomicLong deadline = new AtomicLong(Long.MAX_VALUE);
    /** Held during a request, but not while waiting for the next attempt. */
    private final ReentrantLock sending = new ReentrantLock();

    /** A collector with its spool in the directory that it collects from. */
    public Collector(CollectSettings settings) {
        this(settings, settings.directory().resolve(CollectSettings.SPOOL));
    }

    /** @param spool the directory for what was taken and not delivered yet; created if it does not exist */
    public Collector(CollectSettings settings, Path spool) {
        this.settings = settings;
        this.spool = spool;
    }

    /**
     * The result of collecting.
     *
     * @param execution the execution's id; 0 if it could not be started
     * @param url the execution's address; empty if it could not be started
     * @param stored how many files were stored
     * @param refused how many files the API could not read; the execution has an event for each
     * @param leftOut how many files could not be taken
     * @param undelivered the paths of entries that are still in the spool, oldest first
     * @param finished true if the execution was completed, or did not have to be
     */
    public record Outcome(
            int execution,
            String url,
            int stored,
            int refused,
            int leftOut,
            List<String> undelivered,
            boolean finished) {
        /** The most names in a message. */
        private static final int NAMED = 5;

        public Outcome {
            undelivered = List.copyOf(undelivered);
        }

        /** True if everything that was taken has been delivered. */
        public boolean delivered() {
            return execution != 0 && undelivered.isEmpty() && finished;
        }

        /** Says what was not delivered: how many files and events, and the names of some of them. */
        public String left() {
            List<String> names = undelivered.stream()
                    .filter(path -> !path.isEmpty())
                    .distinct()
                    .toList();
            return "%,d %s not delivered"
                            .formatted(undelivered.size(), undelivered.size() == 1 ? "file was" : "files were")
                    + (names.isEmpty() ? "" : ": ")
                    + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (names.size() > NAMED ? ", …" : "");
        }
    }

    /** Asks a running collector to stop. */
    public void stop() {
        stopped.countDown();
    }

    /** Collects until it is told to stop, and then for at most the grace time. */
    public Outcome run() throws IOException, InterruptedException {
        try (Session session = new Session()) {
            // A virtual thread can be interrupted while it waits for an answer
            Thread sender = Thread.ofVirtual().name("sender").start(session::deliverWhileRunning);
            try {
                session.lookWhileRunning();
                return session.end(sender);
            } finally {
                ending.set(true);
                sender.interrupt();
            }
        }
    }

    /** Collects the existing files once; does not retry what needs a change of settings. */
    public Outcome once() throws IOException, InterruptedException {
        stop();
        try (Session session = new Session()) {
            return session.end(null);
        }
    }

    /** The resources that are open while the collector runs. */
    private final class Session implements AutoCloseable {
        private final DeliverySpool outbox;
        private final TakenFiles memory;
        private final Api api;
        private final SpoolSender sender;
        private final DirectoryWatcher watch;

        Session() throws IOException {
            outbox = DeliverySpool.open(spool, SystemClock.UTC);
            memory = TakenFiles.open(spool.resolve("taken"));
            for (Entry entry : outbox.entries()) {
                if (!entry.seen().equals(Seen.NOTHING)) {
                    memory.add(entry.path(), entry.sha256(), entry.seen());
                }
            }
            if (!outbox.isEmpty()) {
                LOG.atInfo()
                        .addKeyValue("entries", outbox.entries().size())
                        .log("Continuing with the spool of an earlier collector");
            }
            api = new Api(settings, Collector.this::left);
            sender = new SpoolSender(settings, api, outbox);
            watch = new DirectoryWatcher(settings, outbox, memory);
        }

        @Override
        public void close() throws IOException {
            memory.close();
        }

        void lookWhileRunning() throws InterruptedException {
            long pause = 0;
            while (!stopped.await(pause, TimeUnit.NANOSECONDS)) {
                long began = System.nanoTime();
                look(false);
                pause = Math.max(settings.interval().toNanos(), (System.nanoTime() - began) * SHARE);
            }
        }

        /** Takes files. If the directory cannot be read, takes nothing; what was taken before is still delivered. */
        private int look(boolean last) {
            try {
                return watch.look(last, sender.uploadLimit());
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("directory", settings.directory())
                        .addKeyValue("reason", e)
                        .log("Cannot read the results directory");
                return 0;
            }
        }

        private int takeLogs() {
            try {
                return watch.takeLogs(sender.logLimit());
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("directory", settings.directory())
                        .addKeyValue("reason", e)
                        .log("Cannot read logs in the results directory");
                return 0;
            }
        }

        void deliverWhileRunning() {
            RetryPolicy<Round> patience = SpoolSender.patience(LONGEST).build();
            try {
                while (!ending.get()) {
                    Failsafe.with(patience).get(this::round);
                    outbox.awaitMore();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (FailsafeException e) {
                if (!(e.getCause() instanceof InterruptedException)) {
                    throw e;
                }
            }
        }

        private Round round() throws InterruptedException {
            sending.lockInterruptibly();
            try {
                return sender.round(ending::get);
            } finally {
                sending.unlock();
            }
        }

        /** Stops the sender: waits for the current request to end, but interrupts a wait for the next attempt. */
        private void stop(Thread background) throws InterruptedException {
            ending.set(true);
            boolean idle = sending.tryLock(settings.grace().toMillis() / 2, TimeUnit.MILLISECONDS);
            background.interrupt();
            if (idle) {
                sending.unlock();
            }
            background.join();
        }

        Outcome end(@Nullable Thread background) throws IOException, InterruptedException {
            deadline.set(System.nanoTime() + settings.grace().toNanos());
            LOG.atInfo().addKeyValue("grace", settings.grace()).log("Taking the remaining files");
            if (background != null) {
                stop(background);
            }
            boolean told = false;
            while (!isOver()) {
                int taken = look(true);
                // Deliver first: it also asks the API how much of a log to keep
                boolean delivered = deliver(background == null, () -> sender.round(Collector.this::isOver));
                taken += takeLogs();
                if (!delivered) {
                    break;
                }
                if (taken == 0 && sender.isIdle()) {
                    if (told || watch.leftOut().isEmpty()) {
                        break;
                    }
                    watch.tellLeftOut();
                    told = true;
                }
            }
            boolean finished = sender.isIdle() && (!settings.finish() || deliver(background == null, sender::finish));
            return outcome(finished);
        }

        /** @param once true to not retry what needs a change of settings */
        private boolean deliver(boolean once, CheckedSupplier<Round> step) throws InterruptedException {
            RetryPolicy<Round> patience = SpoolSender.patience(LONGEST_AT_END)
                    // Not shorter than the first pause, which the library refuses; no request begins after the deadline
                    .withMaxDuration(max(left(), SpoolSender.SHORTEST.plusMillis(1)))
                    .abortIf((result, failure) -> once
                            && result instanceof Round.Stuck(Later later)
                            && later.cause() == ApiReply.Cause.SETTINGS)
                    .build();
            try {
                return Failsafe.with(patience).get(step) instanceof Round.Clear;
            } catch (FailsafeException e) {
                if (e.getCause() instanceof InterruptedException) {
                    throw new InterruptedException();
                }
                throw e;
            }
        }

        private Outcome outcome(boolean finished) {
            for (Entry entry : outbox.entries()) {
                LOG.atError()
                        .addKeyValue("path", entry.path())
                        .addKeyValue("bytes", entry.size())
                        .addKeyValue("kept", spool)
                        .log("Not delivered");
            }
            watch.leftOut()
                    .forEach((path, why) -> LOG.atError()
                            .addKeyValue("path", path)
                            .addKeyValue("reason", why)
                            .log("Not stored"));
            int execution = sender.execution();
            Outcome outcome = new Outcome(
                    execution,
                    execution == 0 ? "" : api.url(execution),
                    sender.stored(),
                    sender.refused(),
                    watch.leftOut().size(),
                    outbox.entries().stream().map(Entry::path).toList(),
                    finished);
            LOG.atInfo().addKeyValue("outcome", outcome).log("Ended");
            return outcome;
        }
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(deadline.get() - System.nanoTime(), 1_000_000));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private boolean isOver() {
        return System.nanoTime() > deadline.get();
    }
}
