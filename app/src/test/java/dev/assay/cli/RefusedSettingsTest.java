package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.assay.testing.FreePort;
import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Unsafe settings are refused, with the name of the setting, unless this is a developer's machine. */
class RefusedSettingsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    /** Sets variables by the names of their properties, as the environment of a process would. */
    private record Ended(int code, String out, String err) {}

    @ParameterizedTest
    @CsvSource({
        "SESSIONS_SECRET, assay.sessions.secret, secret, well-known",
        "SESSIONS_SECRET, assay.sessions.secret, fifteen letters, shorter",
        "AUTHENTICATION, assay.access.authentication, false, anyone",
        "SESSIONS_HTTPS_ONLY, assay.sessions.https-only, false, network",
        "USE_LOCAL_LOGIN, assay.sign-on.local-login, true, any user",
        "CHANNEL_SECRET_KEY, assay.channels.secret-key, fifteen letters, shorter",
        "SMTP_URL, assay.mail.smtp-url, mail.example.com, cannot be read",
        "MAIL_FROM, assay.mail.smtp-url, smtp://mail.example.com, missing",
        "JIRA_EMAIL, assay.jira.cloud-id, cloud, missing",
        "TRUSTED_PROXIES, assay.limits.trusted-proxies, 10.0.0.0, network",
    })
    void anUnsafeSettingIsNamed(String key, String property, String value, String why) {
        Ended refused = run(Map.of(property, value));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith(key + " ").contains(why).doesNotContain("\tat ");
        assertThat(refused.err().strip().lines()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aValueOfAnotherTypeIsQuoted() {
        Ended refused = run(Map.of("assay.delivery.attempts", "many"));

        assertThat(refused.code()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err().lines())
                .hasSize(2)
                .first(STRING)
                .startsWith("assay.delivery.attempts cannot be read: ")
                .contains("many");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket used = new ServerSocket(0)) {
            Ended refused = run(Map.of("micronaut.server.port", Integer.toString(used.getLocalPort())), "serve");

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err().lines()).hasSize(2);
            assertThat(refused.err()).startsWith("PORT is in use").contains("PORT=30001");
        }
    }

    @Test
    void anOperatorWithoutAClusterSaysWhichOneDoesNotAnswer() {
        String cluster = "http://127.0.0.1:" + FreePort.next() + "/";
        Ended refused = run(Map.of("kubernetes.master", cluster, "kubernetes.auth.tryKubeConfig", "false"), "operator");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines()).hasSize(2);
        assertThat(refused.err()).startsWith("KUBECONFIG does not name a cluster that answers: " + cluster);
    }

    @ParameterizedTest
    @CsvSource({
        "assay.sessions.secret, secret",
        "assay.access.authentication, false",
        "assay.sessions.https-only, false",
    })
    void aDeveloperMay(String property, String value) {
        assertThat(run(Map.of(property, value, "assay.development.enabled", "true"))
                        .err())
                .isEmpty();
    }

    @Test
    void aLongSecretIsAccepted() {
        assertThat(run(Map.of("assay.sessions.secret", "sixteen letters!")).code())
                .isZero();
    }

    private static Ended run(Map<String, String> properties) {
        return run(properties, "application", "create", "n" + System.nanoTime(), "--permission", "view_test");
    }

    private static Ended run(Map<String, String> properties, String... command) {
        properties.forEach(System::setProperty);
        try {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine assay = Assay.commandLine(
                    Map.of("DB_URL", DATABASE.dbUrl(), "METRICS_PORT", Integer.toString(FreePort.next())),
                    new PrintWriter(out, true));
            assay.setErr(new PrintWriter(err, true));
            int code = assay.execute(command);
            return new Ended(code, out.toString(), err.toString());
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }
}
