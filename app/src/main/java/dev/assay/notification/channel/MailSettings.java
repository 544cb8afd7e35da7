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

/** The mail server's settings. They are read at the start; wrong settings stop the server's start. */
@Context
public class MailSettings {
    private static final String FORM = "Set the address of a mail server: smtp://user:password@host:587 (STARTTLS),"
            + " smtps://user:password@host:465, or smtp://host:25?tls=none for a relay without TLS. Escape @ in user and"
            + " password as %40.";

    private final @Nullable Server server;

    MailSettings(Values values, Development development) {
        this.server = values.smtpUrl().isBlank() ? null : server(values, development);
    }

    /**
     * @param smtpUrl {@code SMTP_URL}; no mail is sent if it is empty
     * @param mailFrom {@code MAIL_FROM}: the sender, such as {@code Assay <assay@example.com>}
     */
    @ConfigurationProperties("assay.mail")
    record Values(String smtpUrl, String mailFrom) {
        @Override
        public String toString() {
            return "Values[" + mailFrom + "]";
        }
    }

    /** How a connection is encrypted. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** @param user empty for a server without authentication */
    public record Server(String host, int port, Tls tls, String user, String password, InternetAddress from) {
        /** Without the password. */
        @Override
        public String toString() {
            return user + "@" + host + ":" + port;
        }
    }

    /** Empty if no mail is sent. */
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
            // Reported below without the text, which may contain a password
        }
        throw new RefusedSetting("SMTP_URL", "cannot be read", FORM);
    }

    /** Decodes percent escapes only; a plus sign stays as it is. */
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
                    text.isBlank() ? "is missing, although SMTP_URL is set" : "is not a valid sender address",
                    "Set the sender of mail, for example MAIL_FROM='Assay <assay@example.com>'");
        }
    }
}
