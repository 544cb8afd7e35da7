package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A relay between the application and PostgreSQL that counts round trips: it counts ReadyForQuery and CopyInResponse, for which the
 * application waits. BEGIN counts too, though the driver sends it along with the statement after it.
 */
public final class CountingRelay implements AutoCloseable {
    private final TestDatabase database;
    private final AtomicInteger turns = new AtomicInteger();
    private final Wire wire;

    public CountingRelay(TestDatabase database) throws IOException {
        this.database = database;
        this.wire = new Wire(database.url().servers(), 0, new Wire.Listener() {
            @Override
            public void said(Wire.Line line, Wire.Message message) {}

            @Override
            public boolean answered(Wire.Line line, Wire.Message message) {
                if (message.type() == 'Z' || message.type() == 'G') {
                    turns.incrementAndGet();
                }
                return true;
            }
        });
    }

    /** The database as seen through the relay. */
    public TestDatabase through() {
        DatabaseUrl url = database.url();
        return new TestDatabase(
                new DatabaseUrl(wire.address(), url.database(), url.username(), url.password(), url.parameters()));
    }

    /** The number of round trips that this work takes. */
    public int count(Runnable work) {
        int before = turns.get();
        work.run();
        return turns.get() - before;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
