package dev.assay.database.connection;

import dev.assay.database.Work;
import dev.assay.database.Work.Limits;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of this process: those of {@link Work}, as changed by settings. */
@Singleton
public class WorkLimits {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Map<Work, Limits> limits = new EnumMap<>(Work.class);
    private final Work main;
    private final int connections;

    WorkLimits(Process process, Whole whole, List<WorkSettings> settings) {
        this.main = process.main();
        this.connections = whole.maximumPoolSize();
        for (Work work : Work.values()) {
            limits.put(work, work.limits());
        }
        for (WorkSettings changed : settings) {
            for (Work work : Work.values()) {
                if (work.wire().equals(changed.work())) {
                    limits.put(work, limits(work, changed));
                }
            }
        }
    }

    /**
     * @param main the main work of the process: {@code request} if it serves requests, otherwise {@code background}, which then
     *     also has the shares of requests and reports
     */
    @ConfigurationProperties("assay.database")
    record Process(Work main) {}

    /** @param maximumPoolSize the number of connections of all kinds of work together */
    @ConfigurationProperties("datasources.default")
    record Whole(int maximumPoolSize) {}

    /** The work that most connections are for. */
    Work main() {
        return main;
    }

    public Limits of(Work work) {
        return limits.getOrDefault(work, work.limits());
    }

    /** How many connections this work may have. */
    public int connections(Work work) {
        int share = of(work).share();
        if (main == Work.BACKGROUND && work == Work.BACKGROUND) {
            share += of(Work.REQUEST).share() + of(Work.REPORT).share();
        }
        return Math.max(1, connections * share / 100);
    }

    /** How many of the connections of this work one operation or caller may have. */
    public int half(Work work) {
        return Math.ceilDiv(connections(work), 2);
    }

    private static Limits limits(Work work, WorkSettings changed) {
        Limits usual = work.limits();
        Duration statement = positive(work, "statement", changed.statement(), usual.statement());
        Duration socket = changed.statement() == null ? usual.socket() : statement.plus(GRACE);
        int share = changed.share() == null ? usual.share() : changed.share();
        if (share < 0 || share > 100) {
            throw new RefusedSetting(
                    "assay.database.work." + work.wire() + ".share",
                    "is not between 0 and 100",
                    "It is the percentage of DB_POOL_SIZE that is for this kind of work, such as " + usual.share()
                            + ".");
        }
        return new Limits(
                share,
                statement,
                positive(work, "lock", changed.lock(), usual.lock()),
                positive(work, "socket", changed.socket(), socket));
    }

    private static Duration positive(Work work, String what, @Nullable Duration given, Duration otherwise) {
        if (given != null && given.toMillis() < 1_000) {
            throw new RefusedSetting(
                    "assay.database.work." + work.wire() + "." + what,
                    "is shorter than a second",
                    "It is a time limit, such as " + otherwise.toSeconds() + "s; docs/LIMITS.md has them all.");
        }
        return given == null ? otherwise : given;
    }
}
