package dev.assay.web.intake;

import dev.assay.web.Fault;
import dev.assay.web.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Bytes of the heap that bodies take, of all requests together. Callers that nobody knows have a part of it, so that they cannot
 * keep others out; so have bodies that wait in memory, because they could wait on disk.
 */
@Singleton
public final class BodyBudget {
    private static final int PART_OF_STRANGERS = 4;
    private static final int PART_OF_WAITING = 2;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final ByteLimit all;
    private final ByteLimit strangers;
    private final ByteLimit waiting;

    BodyBudget(BodySettings settings, MeterRegistry metrics) {
        this.all = new ByteLimit(settings.budget());
        this.strangers = new ByteLimit(settings.budget() / PART_OF_STRANGERS);
        this.waiting = new ByteLimit(settings.budget() / PART_OF_WAITING);
        Gauge.builder("assay.bodies.memory", all, ByteLimit::taken)
                .baseUnit("bytes")
                .description("What the bodies of requests take of the heap")
                .register(metrics);
        Gauge.builder("assay.uploads.memory", waiting, ByteLimit::taken)
                .baseUnit("bytes")
                .description("What the uploads that are here take of the heap")
                .register(metrics);
    }

    /** What one body takes of it; nothing at first. */
    public Share share() {
        return new Share(all.size() / 2, all);
    }

    /** What the body of a caller that nobody knows takes of it. */
    public Share shareOfStranger() {
        return new Share(strangers.size() / 2, all, strangers);
    }

    /** How much of it bodies may take that wait to be read, which could wait on disk, too. */
    long waiting() {
        return waiting.size();
    }

    /** For a body that waits; false when there is no room. */
    boolean takeWaiting(long bytes) {
        if (!waiting.take(bytes)) {
            return false;
        }
        if (!all.take(bytes)) {
            waiting.giveBack(bytes);
            return false;
        }
        return true;
    }

    void giveWaitingBack(long bytes) {
        all.giveBack(bytes);
        waiting.giveBack(bytes);
    }

    /** How much is taken, in bytes. */
    public long taken() {
        return all.taken();
    }

    /** Of one request, used by one thread at a time. Closing it gives everything back, and may be done twice. */
    public static final class Share implements AutoCloseable {
        private final long most;
        private final ByteLimit[] rooms;
        private long taken;

        private Share(long most, ByteLimit... rooms) {
            this.most = most;
            this.rooms = rooms;
        }

        /** @throws Fault 413 when one body would take too much of the budget, 503 when there is not so much left */
        public void take(long bytes) {
            if (taken + bytes > most) {
                throw new Fault(
                        Problem.BODY_TOO_LARGE,
                        "The body takes more memory than the server has for one",
                        "Send it in smaller parts; limits are at /v2/limits");
            }
            if (!tryTake(bytes)) {
                throw new Fault(
                        Problem.NO_ROOM,
                        "The server holds as many bodies as it can",
                        "Send it again in a moment",
                        SOON);
            }
        }

        /** False when there is not so much left; nothing is taken then. */
        public boolean tryTake(long bytes) {
            for (int i = 0; i < rooms.length; i++) {
                if (!rooms[i].take(bytes)) {
                    giveBack(bytes, i);
                    return false;
                }
            }
            taken += bytes;
            return true;
        }

        public void giveBack(long bytes) {
            giveBack(bytes, rooms.length);
            taken -= bytes;
        }

        /** In bytes. */
        public long taken() {
            return taken;
        }

        private void giveBack(long bytes, int ofFirst) {
            for (int i = 0; i < ofFirst; i++) {
                rooms[i].giveBack(bytes);
            }
        }

        @Override
        public void close() {
            giveBack(taken);
        }
    }
}
