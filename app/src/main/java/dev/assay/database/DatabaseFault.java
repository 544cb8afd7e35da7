package dev.assay.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ConcurrentModificationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kind of failure that the database reported, as far as a caller can do something about it. */
public enum DatabaseFault {
    /** No connection, shutting down, deadlock or serialisation failure: the same request may succeed later. */
    UNAVAILABLE,
    /** A statement ran, or waited for a lock, longer than its kind of work allows. */
    OUT_OF_TIME,
    /**
     * A row that was read is gone, or another row took its place: an integrity violation, or a {@link
     * ConcurrentModificationException} of code that tried too often to find or create it.
     */
    CHANGED_MEANWHILE,
    /** A value that no column or index can hold. */
    UNSTORABLE,
    /** A failure outside of the database, or a defect of ours. */
    OTHER;

    /** Cancelled, no lock in time, transaction idle too long, transaction too long. */
    private static final Set<String> OVERTIME = Set.of("57014", "55P03", "25P03", "25P04");

    public static DatabaseFault of(Throwable failure) {
        SQLException cause = sql(failure);
        if (cause == null) {
            return failure instanceof ConcurrentModificationException ? CHANGED_MEANWHILE : OTHER;
        }
        String state = cause.getSQLState();
        if (cause instanceof SQLTransientConnectionException) {
            return UNAVAILABLE;
        }
        if (state == null || state.length() < 2) {
            // Server and driver always set it; the pool does not, for a connection that broke meanwhile
            return UNAVAILABLE;
        }
        if (OVERTIME.contains(state)) {
            return OUT_OF_TIME;
        }
        return switch (state.substring(0, 2)) {
            case "08", "40", "53", "57" -> UNAVAILABLE;
            case "23" -> CHANGED_MEANWHILE;
            case "22", "54" -> UNSTORABLE;
            default -> OTHER;
        };
    }

    /** The database's own sentence, without position and context. */
    public static String message(Throwable failure) {
        SQLException cause = sql(failure);
        String message = cause == null ? failure.getMessage() : cause.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static @Nullable SQLException sql(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
