package dev.assay.notification.delivery;

import dev.assay.notification.SendOutcome;
import dev.assay.notification.channel.MailSettings;
import dev.assay.notification.channel.MailSettings.Tls;
import jakarta.inject.Singleton;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Sends mail to a user's own address: plain text and a link. */
@Singleton
class Mailer {
    private static final String TIMEOUT = "10000";

    private final MailSettings settings;
    private final Clock clock;

    Mailer(MailSettings settings, Clock clock) {
        this.clock = clock;
        this.settings = settings;
    }

    SendOutcome send(String to, UUID id, Message message) {
        MailSettings.Server server = settings.server().orElse(null);
        if (server == null) {
            return new SendOutcome.Never("This server does not send mail (SMTP_URL is not set)");
        }
        try {
            return send(server, address(to), id, message);
        } catch (AddressException e) {
            return new SendOutcome.Never("The user's e-mail address is not valid");
        }
    }

    private SendOutcome send(MailSettings.Server server, InternetAddress to, UUID id, Message message) {
        Session session = session(server);
        try (Transport transport = session.getTransport(server.tls() == Tls.IMPLICIT ? "smtps" : "smtp")) {
            MimeMessage mail = mail(session, server, to, id, message);
            boolean named = !server.user().isEmpty();
            transport.connect(
                    server.host(), server.port(), named ? server.user() : null, named ? server.password() : null);
            transport.sendMessage(mail, mail.getAllRecipients());
            return new SendOutcome.Delivered(null);
        } catch (AuthenticationFailedException e) {
            return new SendOutcome.Later("The mail server rejected the server's user name and password", null);
        } catch (MessagingException e) {
            return failed(e);
        }
    }

    /** A code from 500 means a permanent error. The exceptions are linked by {@code getNextException}, not by cause. */
    private static SendOutcome failed(MessagingException failure) {
        int code = 0;
        for (Exception e = failure; e instanceof MessagingException m; e = m.getNextException()) {
            code = switch (e) {
                case SMTPSendFailedException sent -> Math.max(code, sent.getReturnCode());
                case SMTPAddressFailedException address -> Math.max(code, address.getReturnCode());
                default -> code;
            };
        }
        if (code >= 500) {
            return new SendOutcome.Never("The mail server refused the message with " + code);
        }
        return new SendOutcome.Later(
                code > 0 ? "The mail server answered " + code : "The connection to the mail server failed", null);
    }

    private MimeMessage mail(Session session, MailSettings.Server server, InternetAddress to, UUID id, Message message)
            throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // The same for all attempts, so that a mail program shows a message once that arrived twice
                setHeader("Message-ID", "<" + id + "@" + domain(server.from()) + ">");
            }
        };
        mail.setFrom(server.from());
        mail.setRecipient(RecipientType.TO, to);
        mail.setSubject(message.subject(), "UTF-8");
        mail.setSentDate(Date.from(clock.instant()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(message.text() + "\n" + (message.url() == null ? "" : "\n" + message.url() + "\n"), "UTF-8");
        mail.saveChanges();
        return mail;
    }

    private static String domain(InternetAddress from) {
        return from.getAddress().substring(from.getAddress().indexOf('@') + 1);
    }

    /** Accepts a single plain address: not a name, a list or a group. */
    private static InternetAddress address(String text) throws AddressException {
        InternetAddress address = new InternetAddress(text, true);
        if (address.isGroup()
                || !text.equals(address.getAddress())
                || !Message.line(text).equals(text)) {
            throw new AddressException();
        }
        return address;
    }

    private static Session session(MailSettings.Server server) {
        Properties properties = new Properties();
        for (String protocol : new String[] {"mail.smtp.", "mail.smtps."}) {
            properties.put(protocol + "connectiontimeout", TIMEOUT);
            properties.put(protocol + "timeout", TIMEOUT);
            properties.put(protocol + "writetimeout", TIMEOUT);
            properties.put(protocol + "auth", String.valueOf(!server.user().isEmpty()));
            properties.put(protocol + "ssl.checkserveridentity", "true");
            properties.put(protocol + "ssl.socketFactory", trusting());
        }
        properties.put("mail.smtp.starttls.enable", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(server.tls() == Tls.STARTTLS));
        return Session.getInstance(properties);
    }

    private static Object trusting() {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
