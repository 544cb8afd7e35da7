package dev.assay.database.connection;

import dev.assay.database.Work;
import java.util.List;

/** The default limits of work, for tests without a server. */
public final class UsualLimits {
    private UsualLimits() {}

    /** The limits of a server that has so many connections in all. */
    public static WorkLimits of(int connections) {
        return new WorkLimits(new WorkLimits.Process(Work.REQUEST), new WorkLimits.Whole(connections), List.of());
    }
}
