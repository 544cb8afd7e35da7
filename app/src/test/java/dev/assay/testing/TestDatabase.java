package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import dev.assay.database.Fragment;
import dev.assay.database.Statements;
import dev.assay.migration.MigrationOutcome;
import dev.assay.migration.Migrations;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own for a test, on the one server of this JVM: a container if a Docker-compatible socket answers, otherwise the
 * embedded PostgreSQL. Databases are not removed one by one; the server ends with the JVM.
 */
public record TestDatabase(DatabaseUrl url) {
    private static final AtomicInteger MADE = new AtomicInteger();

    /** An empty database. */
    public static TestDatabase fresh() {
        return make("template0");
    }

    /** A database with the schema of this build and no rows. It is a copy of one that was migrated once, which takes milliseconds. */
    public static TestDatabase migrated() {
        return make(Template.MIGRATED);
    }

    public String jdbcUrl() {
        return url.jdbcUrl();
    }

    public String username() {
        return url.username();
    }

    public String password() {
        return url.password();
    }

    /** Its address, as for DB_URL. */
    public String dbUrl() {
        return "postgresql://" + username() + ":" + password() + "@" + url.servers() + "/" + url.database();
    }

    /** Properties for {@code ApplicationContext.run}: the data source, with a pool that suits a test. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(url.properties());
        properties.put("datasources.default.minimum-idle", 0);
        return properties;
    }

    /** A data source that opens a new connection each time. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        source.setUser(username());
        source.setPassword(password());
        return source;
    }

    public Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /** Runs statements that return nothing; several are separated by semicolons. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The plan of a statement, and what it read. */
    public String plan(Fragment search) {
        Fragment explained = new Fragment("EXPLAIN (ANALYZE) " + search.sql(), search.values());
        try (Connection connection = connect()) {
            return String.join(
                    "\n",
                    Statements.on(connection)
                            .query(explained)
                            .mapTo(String.class)
                            .list());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the rows of a query. */
    public List<String> strings(String sql) {
        return rows(sql).stream().map(List::getFirst).toList();
    }

    /** The rows of a query, as text; null is {@code ""}. */
    public List<List<String>> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    cells.add(Objects.requireNonNullElse(row.getString(column), ""));
                }
                rows.add(List.copyOf(cells));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestDatabase make(String template) {
        String name = "test_" + MADE.incrementAndGet();
        return make(name, template);
    }

    private static TestDatabase make(String name, String template) {
        DatabaseUrl server = PostgresServer.url();
        new TestDatabase(server).execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return new TestDatabase(server.withDatabase(name));
    }

    /** Created when the first test asks for it. */
    private static final class Template {
        static final String MIGRATED = migrated("assay_template");

        private Template() {}

        private static String migrated(String name) {
            TestDatabase template = make(name, "template0");
            try (ApplicationContext context = ApplicationContext.run(template.properties())) {
                MigrationOutcome outcome = context.getBean(Migrations.class).migrate();
                if (!(outcome instanceof MigrationOutcome.Migrated)) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
            return name;
        }
    }
}
