package dev.assay.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes and removes a whole database, through the database {@code postgres} of the same server. */
public final class DatabaseServer {
    private final DatabaseUrl url;

    public DatabaseServer(DatabaseUrl url) {
        this.url = url;
    }

    /** Makes the database, empty; false when it exists already. */
    public boolean create() {
        return onServer(server -> {
            if (exists(server)) {
                return false;
            }
            // From template0: a site's own template1 may hold tables, and then the database would not be empty
            execute(server, "SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', ?)");
            return true;
        });
    }

    /** Removes the database with everything in it and disconnects who uses it; false when there is none. */
    public boolean drop() {
        return onServer(server -> {
            if (!exists(server)) {
                return false;
            }
            execute(server, "SELECT format('DROP DATABASE %I WITH (FORCE)', ?)");
            return true;
        });
    }

    private boolean exists(Connection server) throws SQLException {
        try (PreparedStatement query =
                server.prepareStatement("SELECT EXISTS (SELECT FROM pg_database WHERE datname = ?)")) {
            query.setString(1, url.database());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Such statements take no parameters, so the server itself quotes the name into them. */
    private void execute(Connection server, String format) throws SQLException {
        try (PreparedStatement query = server.prepareStatement(format)) {
            query.setString(1, url.database());
            try (ResultSet row = query.executeQuery();
                    Statement statement = server.createStatement()) {
                if (row.next()) {
                    statement.execute(row.getString(1));
                }
            }
        }
    }

    private boolean onServer(Work work) {
        DatabaseUrl maintenance = url.withDatabase("postgres");
        try (Connection server =
                DriverManager.getConnection(maintenance.jdbcUrl(), maintenance.username(), maintenance.password())) {
            return work.on(server);
        } catch (SQLException e) {
            throw DatabaseNotReady.of(e, maintenance);
        }
    }

    private interface Work {
        boolean on(Connection server) throws SQLException;
    }
}
