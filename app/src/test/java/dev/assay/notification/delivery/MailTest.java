package dev.assay.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** Sends mail to an SMTP server in the test. */
class MailTest {
    private static final String FROM = "Assay <assay@tests.example.com>";

    @TempDir
    private static Path directory;

    private static SSLContext before;
    private static SSLContext trusting;

    private final BlockingQueue<Mail> mails = new LinkedBlockingQueue<>();

    private record Mail(String from, String to, byte[] data) {
        MimeMessage message() throws Exception {
            return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(data));
        }
    }

    /** A certificate for localhost that this process trusts, like an installation trusts the certificate of its mail server. */
    @BeforeAll
    static void trust() throws Exception {
        Path store = directory.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "password".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("localhost", keys.getCertificate("localhost"));
        trusted.init(roots);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        before = SSLContext.getDefault();
        SSLContext.setDefault(trusting);
    }

    @AfterAll
    static void restore() {
        SSLContext.setDefault(before);
    }

    @Test
    void mailGoesToThePersonsOwnAddressOverTls() throws Exception {
        SMTPServer smtp = smtp(builder -> builder.requireTLS()
                .startTlsSocketFactory(trusting)
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, _) -> {
                    if (!user.equals("us@er") || !password.equals("p:/ss")) {
                        throw new LoginFailedException();
                    }
                })));
        try (Desk desk = desk("smtp://us%%40er:p%%3A%%2Fss@localhost:%d", smtp)) {
            People.User ada = user(desk);
            int artefact = desk.artefact("schön", "1\r\nBcc: evil@example.com\r\n\r\nHello");
            desk.assign(artefact, ada);

            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("delivered 1");
            Mail mail = Objects.requireNonNull(mails.poll(10, TimeUnit.SECONDS));
            assertThat(mail.from()).isEqualTo("assay@tests.example.com");
            assertThat(mail.to()).isEqualTo(ada.email());
            MimeMessage message = mail.message();
            assertThat(message.getFrom()).containsExactly(new InternetAddress(FROM));
            assertThat(message.getAllRecipients()).containsExactly(new InternetAddress(ada.email()));
            assertThat(message.getSubject()).isEqualTo("Review schön 1 Bcc: evil@example.com Hello");
            assertThat(message.getHeader("Bcc")).isNull();
            assertThat(message.getContentType()).startsWith("text/plain");
            assertThat(message.getHeader("Auto-Submitted", ",")).isEqualTo("auto-generated");
            assertThat(message.getMessageID()).endsWith("@tests.example.com>");
            assertThat(message.getContent().toString().replace("\r", ""))
                    .isEqualTo(
                            "You were assigned to review the snap schön 1 Bcc: evil@example.com Hello.\n\nhttp://localhost:30001/snaps/%d\n"
                                    .formatted(artefact));
            assertThat(mails).isEmpty();
        } finally {
            smtp.stop();
        }
    }

    @Test
    void mailIsNotSentWhereTlsIsMissing() throws Exception {
        SMTPServer plain = smtp(UnaryOperator.identity());
        try (Desk desk = desk("smtp://localhost:%d", plain)) {
            People.User ada = user(desk);
            desk.assign(desk.artefact("plain", "1"), ada);

            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("pending 1 The connection to the mail server failed");
            assertThat(mails).isEmpty();
        } finally {
            plain.stop();
        }
    }

    @Test
    void aServerThatIsNotTrustedGetsNothing() throws Exception {
        SMTPServer smtp = smtp(builder -> builder.enableTLS().startTlsSocketFactory(trusting));
        try (Desk desk = desk("smtp://localhost:%d", smtp)) {
            People.User ada = user(desk);
            desk.assign(desk.artefact("mistrusted", "1"), ada);
            SSLContext.setDefault(before);
            try {
                desk.sendDue();
            } finally {
                SSLContext.setDefault(trusting);
            }

            assertThat(desk.states(ada)).containsExactly("pending 1 The connection to the mail server failed");
            assertThat(mails).isEmpty();
        } finally {
            smtp.stop();
        }
    }

    @Test
    void aRelayWithoutTlsIsUsedIfTheSettingSaysSo() throws Exception {
        SMTPServer plain = smtp(UnaryOperator.identity());
        try (Desk desk = desk("smtp://localhost:%d?tls=none", plain)) {
            People.User ada = user(desk);
            assertThat(desk.server()
                            .as(ada)
                            .post(Desk.CHANNELS + "/mail/test", "")
                            .status())
                    .isEqualTo(200);

            desk.sendDue();

            Mail mail = Objects.requireNonNull(mails.poll(10, TimeUnit.SECONDS));
            assertThat(mail.message().getSubject()).isEqualTo("Test of your notification channel mail");
            assertThat(desk.server().as(ada).get(Desk.CHANNELS + "/mail").text("target"))
                    .isEqualTo(ada.email());
        } finally {
            plain.stop();
        }
    }

    @Test
    void permanentErrorsAreNotTriedAgain() throws Exception {
        SMTPServer smtp = smtp(builder -> builder.messageHandler((_, _, to, _) -> {
            throw new RejectException(to.startsWith("later") ? 451 : 550, "no");
        }));
        try (Desk desk = desk("smtp://localhost:%d?tls=none", smtp)) {
            People.User never = user(desk);
            People.User later = user(desk);
            People.User broken = user(desk);
            desk.server().database().execute("""
                            UPDATE app_user SET email = 'later@example.org' WHERE id = %d;
                            UPDATE app_user SET email = E'x@example.org\\r\\nBcc: y@example.org' WHERE id = %d
                            """.formatted(later.id(), broken.id()));
            desk.assign(desk.artefact("refused", "1"), never, later, broken);

            desk.sendDue();

            assertThat(desk.states(never)).containsExactly("failed 1 The mail server refused the message with 550");
            assertThat(desk.states(later)).containsExactly("pending 1 The mail server answered 451");
            assertThat(desk.states(broken)).containsExactly("failed 1 The user's e-mail address is not valid");
        } finally {
            smtp.stop();
        }
    }

    @Test
    void aServerThatIsAwayIsTriedAgain() throws Exception {
        SMTPServer smtp = smtp(UnaryOperator.identity());
        try (Desk desk = desk("smtp://localhost:%d?tls=none", smtp)) {
            smtp.stop();
            People.User ada = user(desk);
            desk.assign(desk.artefact("away", "1"), ada);

            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("pending 1 The connection to the mail server failed");
        }
    }

    private SMTPServer smtp(UnaryOperator<SMTPServer.Builder> more) throws Exception {
        SMTPServer server = more.apply(new SMTPServer.Builder()
                        .messageHandler((_, from, to, data) -> mails.add(new Mail(from, to, data)))
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .hostName("localhost")
                        .port(0))
                .build();
        server.start();
        return server;
    }

    private static Desk desk(String url, SMTPServer smtp) {
        return Desk.open(
                Map.of("assay.mail.smtp-url", url.formatted(smtp.getPortAllocated()), "assay.mail.mail-from", FROM));
    }

    /** A server with a mail channel. */
    private static People.User user(Desk desk) {
        People.User user = desk.people().user();
        assertThat(desk.server()
                        .as(user)
                        .put(Desk.CHANNELS + "/mail", "{\"kind\": \"email\"}")
                        .status())
                .isEqualTo(200);
        return user;
    }
}
