package dev.assay.database;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The address of the database, in any form that an installation may already have: that of JDBC, of libpq, or of Test Observer with
 * a Python driver after a plus (CONF-1). Percent-escapes in user, password and database are decoded. The default port is 5432, the
 * default user {@code postgres}, and the default database has the name of the user. Parameters that the JDBC driver does not know
 * are dropped. The password is never printed.
 *
 * @param servers {@code host:port}, several separated by commas, IPv6 in brackets
 */
public record DatabaseUrl(
        String servers, String database, String username, String password, Map<String, String> parameters) {

    private static final String FORMS = """
            It is one of
              postgresql://user:password@host:5432/database?sslmode=require
              postgresql+pg8000://user:password@host:5432/database (any driver after the plus)
              jdbc:postgresql://host:5432/database?user=user&password=password
            with %40 for @ and %25 for % in user and password. Example: postgresql://assay:secret@localhost:5432/assay""";

    private static final String SCHEME = "(?<scheme>jdbc:postgresql|postgres(?:ql)?(?:\\+\\w+)?)://";
    private static final String SERVER = "(?:\\[[0-9a-fA-F:.%]+\\]|[^:/?#@,\\[\\]\\s]*)(?::\\d{1,5})?";
    private static final String REST = "(?<servers>" + SERVER + "(?:," + SERVER
            + ")*)(?:/(?<database>[^/?#@]*))?(?:\\?(?<query>(?:[^#&=]+=[^#&]*&?)*))?";
    /**
     * The form that the standard allows, then the form that SQLAlchemy also accepts: a password with unescaped slashes and similar
     * characters.
     */
    private static final List<Pattern> ACCEPTED = List.of(
            Pattern.compile(SCHEME + "(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?" + REST),
            Pattern.compile(SCHEME + "(?<user>[^:@/]*):(?<password>[^@]*)@" + REST));

    /** Parameters that libpq and SQLAlchemy name differently from the JDBC driver. */
    private static final Map<String, PGProperty> OTHER_NAMES = Map.of(
            "application_name", PGProperty.APPLICATION_NAME,
            "connect_timeout", PGProperty.CONNECT_TIMEOUT,
            "channel_binding", PGProperty.CHANNEL_BINDING);

    public DatabaseUrl {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Reads one of the accepted forms. The exception's message lists the forms and does not repeat the text, which may hold a password. */
    public static DatabaseUrl parse(String text) {
        for (Pattern form : ACCEPTED) {
            Matcher matcher = form.matcher(text.strip());
            if (matcher.matches()) {
                return of(matcher);
            }
        }
        throw new IllegalArgumentException("Not the address of a PostgreSQL database. " + FORMS);
    }

    private static DatabaseUrl of(Matcher matcher) {
        boolean jdbc = "jdbc:postgresql".equals(matcher.group("scheme"));
        Map<String, String> query = query(matcher.group("query"), jdbc);
        String username = given(query.remove("user"), decode(matcher.group("user")), "postgres");
        String password = given(query.remove("password"), decode(matcher.group("password")), "");
        String database = given(decode(matcher.group("database")), null, username);
        Map<String, String> parameters = new LinkedHashMap<>();
        query.forEach((name, value) -> known(name).ifPresent(property -> parameters.put(property.getName(), value)));
        parameters.putIfAbsent(PGProperty.APPLICATION_NAME.getName(), "assay");
        parameters.putIfAbsent(PGProperty.REWRITE_BATCHED_INSERTS.getName(), "true");
        parameters.putIfAbsent(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        return new DatabaseUrl(servers(matcher.group("servers")), database, username, password, parameters);
    }

    /** The URL for the driver, without user and password. */
    public String jdbcUrl() {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + servers + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8) + "?" + query;
    }

    /** The properties from which Micronaut creates the one data source. */
    public Map<String, Object> properties() {
        return Map.of(
                "datasources.default.url", jdbcUrl(),
                "datasources.default.username", username,
                "datasources.default.password", password);
    }

    /** The URL of another database on the same servers, as the same user. */
    public DatabaseUrl withDatabase(String other) {
        return new DatabaseUrl(servers, other, username, password, parameters);
    }

    /** The same URL with a password that was given separately, without percent-escapes. */
    public DatabaseUrl withPassword(String other) {
        return new DatabaseUrl(servers, database, username, other, parameters);
    }

    @Override
    public String toString() {
        return "postgresql://" + username + "@" + servers + "/" + database;
    }

    private static String servers(String text) {
        return Arrays.stream(text.split(",", -1)).map(DatabaseUrl::server).collect(Collectors.joining(","));
    }

    private static String server(String text) {
        int colon = text.indexOf(':', text.indexOf(']') + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? 5432 : Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "The port of a database is between 1 and 65535, not " + port + ". " + FORMS);
        }
        return (host.isEmpty() ? "localhost" : host) + ":" + port;
    }

    private static Map<String, String> query(@Nullable String text, boolean jdbc) {
        Map<String, String> query = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                if (parts.length == 2) {
                    // Only the JDBC driver writes a blank as a plus
                    query.put(parts[0], String.valueOf(decode(jdbc ? parts[1].replace('+', ' ') : parts[1])));
                }
            }
        }
        return query;
    }

    private static Optional<PGProperty> known(String name) {
        return Optional.ofNullable(OTHER_NAMES.getOrDefault(name, PGProperty.forName(name)));
    }

    private static String given(@Nullable String first, @Nullable String second, String otherwise) {
        if (first != null && !first.isEmpty()) {
            return first;
        }
        return second != null && !second.isEmpty() ? second : otherwise;
    }

    /** Decodes percent-escapes only: a plus stays a plus, and a percent sign that escapes nothing stays as it is, as in SQLAlchemy. */
    private static @Nullable String decode(@Nullable String text) {
        if (text == null || text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%'
                    && i + 2 < in.length
                    && HexFormat.isHexDigit(in[i + 1])
                    && HexFormat.isHexDigit(in[i + 2])) {
                out.write(HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
