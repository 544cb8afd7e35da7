package dev.assay.dev;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code scripts/db retry [VERSION]}: takes the database of {@code scripts/serve} back to before its newest migration, or before
 * this one, so that an edited script runs again. Before a migration, {@link DevDatabase} keeps a copy of the database.
 */
final class Retry {
    static final String PREFIX = "assay_before_";

    private Retry() {}

    /** @param arguments the address of the database, then a version such as {@code 0040}, or nothing for the newest copy */
    public static void main(String[] arguments) throws IOException, SQLException {
        URI url = URI.create(arguments[0].strip());
        String database = url.getPath().substring(1);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + url.getAuthority().replaceFirst(".*@", "") + "/postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            List<String> copies = copies(connection);
            String wanted =
                    arguments.length > 1 ? PREFIX + arguments[1] : copies.isEmpty() ? PREFIX : copies.getFirst();
            if (!copies.contains(wanted)) {
                System.err.println("There are copies of the database from before "
                        + copies.stream().map(Retry::version).toList() + ", not " + version(wanted)
                        + ". Copies are made when scripts/serve applies a migration.");
                System.err.println(
                        "Name one of them, or remove all data: scripts/db drop (after stopping scripts/serve)");
                System.exit(2);
            }
            statement.execute("DROP DATABASE " + database + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + database + " TEMPLATE \"" + wanted + "\" STRATEGY FILE_COPY");
            System.out.println("The database is as it was before migration " + version(wanted)
                    + "; scripts/serve applies the present one now.");
            touch(Path.of("migrations/schema"), version(wanted));
        }
    }

    /** The versions of the scripts in this folder, ascending. */
    static List<String> versions(Path scripts) throws IOException {
        try (Stream<Path> files = Files.list(scripts)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("V\\d+__.*\\.sql"))
                    .map(name -> name.substring(1, name.indexOf('_')))
                    .sorted()
                    .toList();
        }
    }

    /** The names of the copies, newest migration first. */
    static List<String> copies(Connection connection) throws SQLException {
        return strings(connection, "SELECT datname FROM pg_database WHERE datname LIKE '" + PREFIX + "%'").stream()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    static Set<String> strings(Connection connection, String sql) throws SQLException {
        Set<String> strings = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    private static String version(String copy) {
        return copy.substring(PREFIX.length());
    }

    /** Makes {@code scripts/serve} start again. */
    private static void touch(Path scripts, String version) throws IOException {
        try (Stream<Path> files = Files.list(scripts)) {
            Path script = files.filter(file -> file.getFileName().toString().startsWith("V" + version + "__"))
                    .findFirst()
                    .orElse(scripts.resolve("V" + versions(scripts).getLast() + "__"));
            if (Files.exists(script)) {
                Files.setLastModifiedTime(script, FileTime.from(Instant.now()));
            }
        }
    }
}
