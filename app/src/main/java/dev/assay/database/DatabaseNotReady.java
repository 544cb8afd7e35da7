package dev.assay.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database cannot be used as it is; the message says why and what to do, and is meant for people. */
public final class DatabaseNotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String NO_SUCH_DATABASE = "3D000";

    public DatabaseNotReady(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What a failed start has to say about the database, or the failure itself when it says nothing about it. */
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
                ? "Make it with: assay db create"
                : "Check that the server runs there and that DB_URL names it, the user and the password.";
        return new DatabaseNotReady(
                "The database " + url + " cannot be used: " + refused.getMessage() + "\n" + next, refused);
    }
}
