package dev.assay.web.intake;

import dev.assay.web.Fault;
import dev.assay.web.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Limits the bytes of the heap that the bodies of all requests take together. Unknown callers may use only a part of it, so that
 * they cannot keep others out. So may bodies that wait in memory, because they could wait on disk.
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
                .description("Heap taken by the bodies of requests")
                .register(metrics);
        Gauge.builder("assay.uploads.memory", waiting, ByteLimit::taken)
                .baseUnit("bytes")
                .description("Heap taken by the uploads that are being received or read")
                .register(metrics);
    }

    /** The share of one body; nothing is taken at first. */
    public Share share() {
        return new Share(all.size() / 2, all);
    }

    /** The share of the body of an unknown caller. */
    public Share shareOfStranger() {
        return new Share(strangers.size() / 2, all, strangers);
    }

    /** How many bytes may be taken by bodies that wait to be read and could wait on disk instead. */
    long waiting() {
        return waiting.size();
    }

    /** Takes bytes for a body that waits; false if there is no room. */
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

    /** The bytes taken by all requests. */
    public long taken() {
        return all.taken();
    }

    /**
     * What one request takes of the budget, used by one thread at a time. Closing it gives everything back; closing it twice is
     * harmless.
     */
    public static final class Share implements AutoCloseable {
        private final long most;
        private final ByteLimit[] rooms;
        private long taken;

        private Share(long most, ByteLimit... rooms) {
            this.most = most;
            this.rooms = rooms;
        }

        /** @throws Fault 413 if one body would take too much of the budget, 503 if not enough is left */
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

        /** False, without taking anything, if not enough is left. */
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
