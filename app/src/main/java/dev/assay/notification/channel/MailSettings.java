package dev.assay.notification.channel;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mail server, read at the start: what cannot be used keeps the server from starting. */
@Context
public class MailSettings {
    private static final String FORM = "It is the address of a mail server: smtp://user:password@host:587 (STARTTLS),"
            + " smtps://user:password@host:465, or smtp://host:25?tls=none for a relay without TLS. Escape @ in user and"
            + " password as %40.";

    private final @Nullable Server server;

    MailSettings(Values values, Development development) {
        this.server = values.smtpUrl().isBlank() ? null : server(values, development);
    }

    /**
     * @param smtpUrl {@code SMTP_URL}; empty for no mail
     * @param mailFrom {@code MAIL_FROM}: the sender, such as {@code Assay <assay@example.com>}
     */
    @ConfigurationProperties("assay.mail")
    record Values(String smtpUrl, String mailFrom) {
        @Override
        public String toString() {
            return "Values[" + mailFrom + "]";
        }
    }

    /** How a connection is kept private. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** @param user empty for none */
    public record Server(String host, int port, Tls tls, String user, String password, InternetAddress from) {
        /** Without the password. */
        @Override
        public String toString() {
            return user + "@" + host + ":" + port;
        }
    }

    /** Empty when no mail is sent. */
    public Optional<Server> server() {
        return Optional.ofNullable(server);
    }

    private static Server server(Values values, Development development) {
        URI url = url(values.smtpUrl().strip());
        Tls tls = tls(url);
        String[] credentials =
                Objects.requireNonNullElse(url.getRawUserInfo(), "").split(":", 2);
        if (tls == Tls.NONE && url.getUserInfo() != null && !development.enabled()) {
            throw new RefusedSetting("SMTP_URL", "would send a password over a connection without TLS", FORM);
        }
        int port = url.getPort() > 0
                ? url.getPort()
                : switch (tls) {
                    case NONE -> 25;
                    case STARTTLS -> 587;
                    case IMPLICIT -> 465;
                };
        return new Server(
                url.getHost(),
                port,
                tls,
                decoded(credentials[0]),
                credentials.length > 1 ? decoded(credentials[1]) : "",
                from(values.mailFrom()));
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the text, which may hold a password
        }
        throw new RefusedSetting("SMTP_URL", "is not understood", FORM);
    }

    /** Percent-escapes only: a plus is a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Tls tls(URI url) {
        if ("smtps".equals(url.getScheme())) {
            return Tls.IMPLICIT;
        }
        return switch (url.getQuery()) {
            case null -> Tls.STARTTLS;
            case "tls=starttls" -> Tls.STARTTLS;
            case "tls=none" -> Tls.NONE;
            default -> throw new RefusedSetting("SMTP_URL", "has a query other than tls=starttls or tls=none", FORM);
        };
    }

    private static InternetAddress from(String text) {
        try {
            return new InternetAddress(text, true);
        } catch (AddressException e) {
            throw new RefusedSetting(
                    "MAIL_FROM",
                    text.isBlank() ? "is missing, while SMTP_URL is there" : "is no address of a sender",
                    "Write who mail comes from, for example MAIL_FROM='Assay <assay@example.com>'");
        }
    }
}
