package dev.assay.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.ServerProcess;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestCluster;
import dev.assay.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final String TOKEN =
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3Vua25vd24uZXhhbXBsZSJ9.c2lnbmF0dXJl";

    /** Not even if everything is logged, libraries included. */
    @Test
    void noSecretIsInTheLog(@TempDir Path directory) throws Exception {
        TestDatabase database = TestDatabase.migrated();
        String secret = "the secret of all sessions";
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                entry("LOG_LEVEL", "TRACE"),
                entry("SESSIONS_SECRET", secret),
                entry("CHANNEL_SECRET_KEY", "the secret of all channels"),
                entry("OIDC_ISSUER", "https://sso.example.com"),
                entry("OIDC_CLIENT_ID", "assay"),
                entry("OIDC_CLIENT_SECRET", "what-the-provider-knows"),
                entry("SMTP_URL", "smtp://assay:what-the-mailer-knows@mail.example.com"),
                entry("MAIL_FROM", "assay@example.com"),
                entry("JIRA_CLOUD_ID", "cloud"),
                entry("JIRA_EMAIL", "assay@example.com"),
                entry("JIRA_API_TOKEN", "what-jira-knows"),
                entry("HTTPS_PROXY", "http://assay:what-the-proxy-knows@proxy.example.com:3128"),
                // Without it, requests to the cluster would go through the proxy (CONF-28)
                entry("no_proxy", "127.0.0.1")));
        TestCluster cluster = TestCluster.start(directory);
        settings.putAll(inCluster(cluster.settings()));
        String accepted = cluster.token("team-a", "runner");
        String refused = cluster.token("team-a", "runner");
        cluster.delete(refused);
        Path log = directory.resolve("log");
        try (cluster;
                ServerProcess server = ServerProcess.start(database, log, settings)) {
            People people = new People(database);
            People.User admin = people.admin();
            int session = people.session(admin, "now() + interval '1 day'");
            String cookie = SessionCookies.sign(
                    "{\"id\": %d}".formatted(session), Instant.now().getEpochSecond(), secret);
            TestClient person = server.client().withSession(cookie);
            String key = person.post("/v1/applications", "{\"name\": \"ci\", \"permissions\": [\"view_test\"]}")
                    .text("api_key");
            assertThat(key).startsWith("to_").hasSize(46);

            assertThat(server.client().withKey(key).get("/v1/environments").status())
                    .isEqualTo(200);
            server.client().withKey("to_almost_a_key").get("/v1/environments");
            server.client().withKey(TOKEN).get("/v1/environments");
            server.client().withKey(accepted).get("/v1/environments");
            server.client().withKey(refused).get("/v1/environments");
            assertThat(cluster.reviews()).isEqualTo(2);
            server.client().withKey(key).post("/v1/teams", "{\"name\": 7");
            server.client().withSession(cookie + "x").get("/v1/users/me");

            String written = Files.readString(log);
            assertThat(written).contains("TRACE", "DEBUG").hasSizeGreaterThan(100_000);
            assertThat(List.of(
                            key,
                            "to_almost_a_key",
                            cookie,
                            TOKEN,
                            accepted,
                            refused,
                            "own-token-1",
                            secret,
                            "the secret of all channels",
                            "what-the-provider-knows",
                            "what-the-mailer-knows",
                            "what-jira-knows",
                            "what-the-proxy-knows"))
                    .noneSatisfy(hidden -> assertThat(written).contains(hidden));
        }
    }

    /** The settings as the environment of a pod. */
    private static Map<String, String> inCluster(Map<String, Object> settings) {
        return Map.of(
                "KUBERNETES_TOKEN_REVIEW", "true",
                "KUBERNETES_SERVICE_HOST", String.valueOf(settings.get("assay.cluster.service-host")),
                "KUBERNETES_SERVICE_PORT", String.valueOf(settings.get("assay.cluster.service-port")),
                "KUBERNETES_CA_FILE", String.valueOf(settings.get("assay.cluster.ca-file")),
                "KUBERNETES_TOKEN_FILE", String.valueOf(settings.get("assay.cluster.token-file")));
    }
}
