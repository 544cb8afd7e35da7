package dev.assay.collect;

import dev.assay.collect.ApiReply.Cause;
import dev.assay.collect.ApiReply.Done;
import dev.assay.collect.ApiReply.Later;
import dev.assay.collect.ApiReply.Refused;
import dev.assay.collect.Entry.Seen;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the entries of the spool in their order, one at a time. */
final class SpoolSender {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolSender.class);
    /** The first pause between two rounds. */
    static final Duration SHORTEST = Duration.ofMillis(500);
    /** After this many failed entries a round ends: more attempts would only add load. */
    private static final int ENOUGH = 5;

    private final CollectSettings settings;
    private final Api api;
    private final DeliverySpool outbox;
    /** The execution's id; 0 while it is unknown. */
    private final AtomicInteger execution = new AtomicInteger();

    private final AtomicLong uploadLimit = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong logLimit = new AtomicLong(64 << 10);
    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    /** Events that an earlier attempt, perhaps of a collector that was killed, may have delivered. */
    private final Set<Long> doubtful = new HashSet<>();

    SpoolSender(CollectSettings settings, Api api, DeliverySpool outbox) {
        this.settings = settings;
        this.api = api;
        this.outbox = outbox;
        outbox.entries().forEach(entry -> doubtful.add(entry.number()));
    }

    /** The result of one round. */
    sealed interface Round {
        /** All entries are delivered. */
        record Clear() implements Round {}

        record Stuck(Later on) implements Round {}
    }

    /**
     * Repeats rounds while something is stuck, with growing pauses.
     *
     * @param longest the longest pause between two rounds
     */
    static RetryPolicyBuilder<Round> patience(Duration longest) {
        return RetryPolicy.<Round>builder()
                .handleResultIf(Round.Stuck.class::isInstance)
                .withBackoff(SHORTEST, longest)
                .withJitter(0.25)
                .withMaxRetries(-1)
                .onFailedAttempt(attempt -> {
                    if (attempt.getLastException() != null) {
                        LOG.atError().setCause(attempt.getLastException()).log("Delivering failed unexpectedly");
                    }
                })
                .withDelayFn(context ->
                        context.getLastResult() instanceof Round.Stuck(Later(var _, var _, var after)) && after != null
                                ? after
                                : Duration.ofNanos(-1));
    }

    int execution() {
        return execution.get();
    }

    /** The most bytes of a file that the API accepts; no limit while it is unknown. */
    long uploadLimit() {
        return uploadLimit.get();
    }

    /** How many bytes of a log are kept. */
    int logLimit() {
        return Math.toIntExact(Math.min(logLimit.get(), 1 << 20));
    }

    int stored() {
        return stored.get();
    }

    int refused() {
        return refused.get();
    }

    /** True if the execution is started and nothing waits. */
    boolean isIdle() {
        return execution.get() != 0 && outbox.isEmpty();
    }

    /**
     * Sends all waiting entries. If only one entry fails, it is skipped, together with later ones about the same file.
     *
     * @param ends once it is true, no further request begins
     */
    Round round(BooleanSupplier ends) throws InterruptedException {
        try {
            return tryRound(ends);
        } catch (IOException e) {
            return stuck(new Later("The spool cannot be read or written: " + e, Cause.REQUEST, null));
        }
    }

    private Round tryRound(BooleanSupplier ends) throws IOException, InterruptedException {
        Set<String> held = new HashSet<>();
        Later last = null;
        int stuck = 0;
        long sent = 0;
        while (!ends.getAsBoolean()) {
            if (execution.get() == 0) {
                switch (start()) {
                    case Done _ -> {}
                    case Refused(String why) -> {
                        return stuck(new Later("The execution cannot be started: " + why, Cause.SETTINGS, null));
                    }
                    case Later later -> {
                        return stuck(later);
                    }
                }
            }
            Entry entry = next(sent, held);
            if (entry == null) {
                break;
            }
            sent = entry.number();
            if (send(entry) instanceof Later later) {
                last = later;
                if (!entry.path().isEmpty()) {
                    held.add(entry.path());
                }
                if (later.cause() != Cause.REQUEST || ++stuck >= ENOUGH) {
                    break;
                }
            }
        }
        return last == null ? new Round.Clear() : stuck(last);
    }

    /** Completes the execution, which takes its status from its results; if a file was not stored whole, it has failed. */
    Round finish() throws InterruptedException {
        String status = outbox.isIncomplete() ? "FAILED" : "COMPLETED";
        return switch (api.patch(execution.get(), status, settings.subject().metadata())) {
            case Done _ -> {
                LOG.atInfo().addKeyValue("url", api.url(execution.get())).log("Completed the execution");
                yield new Round.Clear();
            }
            case Refused(String why) -> stuck(new Later(why, Cause.SETTINGS, null));
            case Later later -> stuck(later);
        };
    }

    private static Round stuck(Later later) {
        LOG.atWarn().addKeyValue("reason", later.why()).log("Not delivered yet");
        return new Round.Stuck(later);
    }

    /** The first entry after this number that may be sent; null for none. */
    private @Nullable Entry next(long after, Set<String> held) {
        Entry entry = outbox.after(after);
        while (entry != null && held.contains(entry.path())) {
            entry = outbox.after(entry.number());
        }
        return entry;
    }

    private ApiReply start() throws InterruptedException {
        ApiReply answer = api.start(settings.subject().start());
        if (!(answer instanceof Done(String body))) {
            return answer;
        }
        int id = Math.toIntExact(Api.number(body, "id").orElse(0L));
        if (id == 0) {
            return new Later("The server at ASSAY_URL is not an Assay server", Cause.SETTINGS, null);
        }
        if (!settings.subject().metadata().isEmpty()
                && api.patch(id, null, settings.subject().metadata()) instanceof Later later) {
            return later;
        }
        api.limit("upload_bytes").ifPresent(uploadLimit::set);
        api.limit("log_bytes").ifPresent(logLimit::set);
        execution.set(id);
        LOG.atInfo().addKeyValue("url", api.url(id)).log("Started the execution");
        return answer;
    }

    private ApiReply send(Entry entry) throws IOException, InterruptedException {
        return switch (entry.kind()) {
            case RESULTS -> upload(entry);
            case EVENT -> event(entry);
        };
    }

    private ApiReply upload(Entry entry) throws IOException, InterruptedException {
        if (!outbox.holds(entry)) {
            return lost(entry);
        }
        ApiReply answer = api.upload(settings.subject().query(settings.format(), entry.path()), entry.size(), () -> {
            try {
                return outbox.content(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        switch (answer) {
            case Done(String body) -> {
                outbox.delivered(entry);
                stored.incrementAndGet();
                Api.number(body, "test_execution_id").map(Math::toIntExact).ifPresent(execution::set);
                LOG.atInfo()
                        .addKeyValue("path", entry.path())
                        .addKeyValue("bytes", entry.size())
                        .addKeyValue("results", Api.number(body, "total").orElse(0L))
                        .log("Stored a file");
            }
            case Refused(String why) -> {
                LOG.atWarn()
                        .addKeyValue("path", entry.path())
                        .addKeyValue("reason", why)
                        .log("A file was refused");
                refused.incrementAndGet();
                outbox.markIncomplete();
                outbox.replace(
                        entry,
                        "file_refused",
                        "%s of %s was not stored: %s".formatted(entry.path(), settings.source(), why));
                Entry told = outbox.after(entry.number() - 1);
                return told == null ? answer : event(told);
            }
            case Later _ -> {}
        }
        return answer;
    }

    /** Reports an entry whose file is gone: tests that delete everything they find delete the spool, too. */
    private ApiReply lost(Entry entry) throws IOException {
        LOG.atError().addKeyValue("path", entry.path()).log("A file was deleted from the spool");
        refused.incrementAndGet();
        outbox.delivered(entry);
        if (entry.kind() == Entry.Kind.RESULTS) {
            outbox.markIncomplete();
            outbox.addEvent(
                    entry.path(),
                    "file_lost",
                    "%s of %s was deleted from %s before it could be stored"
                            .formatted(entry.path(), settings.source(), CollectSettings.SPOOL),
                    Seen.NOTHING);
        }
        return new Done("");
    }

    private ApiReply event(Entry event) throws IOException, InterruptedException {
        if (!outbox.holds(event)) {
            return lost(event);
        }
        String detail = outbox.text(event);
        if (doubtful.contains(event.number()) && api.hasEvent(execution.get(), event, detail)) {
            outbox.delivered(event);
            return new Done("");
        }
        doubtful.add(event.number());
        ApiReply answer = api.event(execution.get(), event, detail);
        switch (answer) {
            case Done _ -> outbox.delivered(event);
            case Refused(String why) -> {
                LOG.atError()
                        .addKeyValue("event", event.name())
                        .addKeyValue("detail", detail)
                        .addKeyValue("reason", why)
                        .log("An event was refused");
                refused.incrementAndGet();
                outbox.delivered(event);
            }
            case Later(String why, Cause _, var _)
            when why.startsWith("404 ") -> {
                // The execution was deleted meanwhile: the next round starts it again
                execution.set(0);
            }
            case Later _ -> {}
        }
        return answer;
    }
}
