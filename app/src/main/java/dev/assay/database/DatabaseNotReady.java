package dev.assay.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database cannot be used in its present state; the message is for people and says why and what to do. */
public final class DatabaseNotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String NO_SUCH_DATABASE = "3D000";

    public DatabaseNotReady(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The message about the database behind a failed start, or the failure itself if it has another cause. */
    public static RuntimeException explain(RuntimeException failure, DatabaseUrl url) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseNotReady known) {
                return known;
            }
            if (cause instanceof SQLException refused) {
                return of(refused, url);
            }
        }
        return failure;
    }

    public static DatabaseNotReady of(SQLException refused, DatabaseUrl url) {
        String next = NO_SUCH_DATABASE.equals(refused.getSQLState())
                ? "Create it with: assay db create"
                : "Check that the server runs there and that DB_URL names it, the user and the password.";
        return new DatabaseNotReady(
                "The database " + url + " cannot be used: " + refused.getMessage() + "\n" + next, refused);
    }
}
