package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay between a server and PostgreSQL that can silence its connections for ever; new ones work. */
public final class SilentRelay implements AutoCloseable {
    private final TestDatabase database;
    /** Connections up to this number are silent. */
    private final AtomicInteger silent = new AtomicInteger();

    private final AtomicInteger newest = new AtomicInteger();
    private final Wire wire;

    public SilentRelay(TestDatabase database) {
        this.database = database;
        this.wire = new Wire(database.url().servers(), 0, new Wire.Listener() {
            @Override
            public void said(Wire.Line line, Wire.Message message) {}

            @Override
            public boolean answered(Wire.Line line, Wire.Message message) {
                newest.accumulateAndGet(line.number(), Math::max);
                return line.number() > silent.get();
            }
        });
    }

    /** The database as seen through the relay. */
    public TestDatabase through() {
        DatabaseUrl url = database.url();
        return new TestDatabase(
                new DatabaseUrl(wire.address(), url.database(), url.username(), url.password(), url.parameters()));
    }

    /** From now on nothing comes from the database on the present connections. */
    public void silence() {
        silent.set(newest.get());
    }

    /** From now on nothing comes from the database on new connections either. */
    public void silenceAll() {
        silent.set(Integer.MAX_VALUE);
    }

    /** New connections work. */
    public void end() {
        silent.set(newest.get());
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
