package dev.assay.outbound;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.identity.launchpad.Launchpad;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestProxy;
import dev.assay.testing.TestServer;
import dev.assay.testing.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that calls other servers goes through the proxies (CONF-28). Has its own servers, because only these have a proxy. */
class EveryWayOutTest {
    private static final String SAML = "127.0.0.2:1";
    private static final String LAUNCHPAD = "127.0.0.3:1";
    private static final String SIGN_ON = "127.0.0.4:1";
    private static final String ISSUER = "127.0.0.5:1";
    private static final String CLUSTER = "127.0.0.6:1";
    private static final String JIRA = "127.0.0.7:1";
    private static final String WEBHOOK = "127.0.0.8:1";

    private final TestDatabase database = TestDatabase.migrated();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void everyOneIsAskedThroughTheProxyOfItsScheme(String scheme) throws Exception {
        try (TestProxy proxy = TestProxy.toNowhere();
                TestProxy other = TestProxy.toNowhere()) {
            askAll(
                    scheme,
                    Map.of(
                            "assay.outbound.%s-proxy".formatted(scheme),
                            proxy.url(),
                            "assay.outbound.%s-proxy".formatted(scheme.equals("http") ? "https" : "http"),
                            other.url()));

            TreeSet<String> hosts = new TreeSet<>();
            for (String line : proxy.asked()) {
                assertThat(line).startsWith(scheme.equals("https") ? "CONNECT 127" : "");
                hosts.add(line.replaceFirst("^[A-Z]+ (http://)?", "").replaceFirst("/.*", ""));
            }
            assertThat(hosts).containsExactly(SAML, LAUNCHPAD, SIGN_ON, ISSUER, CLUSTER, JIRA, WEBHOOK);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void noneIsWhereTheSettingExemptsIt() throws Exception {
        try (TestProxy proxy = TestProxy.toNowhere()) {
            askAll(
                    "https",
                    Map.of("assay.outbound.https-proxy", proxy.url(), "assay.outbound.no-proxy", "127.0.0.0/8"));

            assertThat(proxy.asked()).isEmpty();
        }
    }

    /** Makes a server call every other server that it can be configured to call; none answers. */
    private void askAll(String scheme, Map<String, Object> proxies) throws Exception {
        try (TestServer server = TestServer.start(database, settings(scheme, proxies))) {
            TestClient anybody = server.anonymous();
            anybody.get("/v1/auth/saml/login");
            anybody.get("/v1/auth/oidc/login");
            Launchpad launchpad = server.bean(Launchpad.class);
            assertThatThrownBy(() -> launchpad.person("ada@example.org")).isInstanceOf(IOException.class);
            try (TokenIssuer signer = TokenIssuer.start()) {
                anybody.withKey(signer.sign(Map.of("iss", scheme + "://" + ISSUER)))
                        .get("/v1/environments");
                anybody.withKey(signer.sign(
                                Map.of("iss", "https://kubernetes.default.svc", "sub", "system:serviceaccount:a:b")))
                        .get("/v1/environments");
            }
            People.User ada = new People(database).user();
            TestClient person = server.as(ada);
            String channel = "/v2/users/me/notification-channels/hook";
            assertThat(person.put(channel, "{\"kind\": \"webhook\", \"url\": \"%s://%s/\"}".formatted(scheme, WEBHOOK))
                            .status())
                    .isEqualTo(200);
            assertThat(person.post(channel + "/test", "").status()).isEqualTo(200);
            review(server, ada);
            awaitAttempts(3);
        }
    }

    /** Requests a review, so that a card is sent. */
    private void review(TestServer server, People.User reviewer) {
        TestClient ci = server.as(CHANGE_TEST, CHANGE_ARTEFACT);
        int execution = StartBody.of("snap").linked().start(ci);
        String artefact = database.strings("""
                SELECT b.artefact_id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                WHERE e.id = %d""".formatted(execution)).getFirst();
        assertThat(ci.patch(
                                "/v1/artefacts/" + artefact,
                                "{\"jira_issue\": \"SNAP-77\", \"reviewer_ids\": [%d]}".formatted(reviewer.id()))
                        .status())
                .isEqualTo(200);
    }

    private void awaitAttempts(int wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String sql = "SELECT count(*) FROM notification_delivery WHERE error IS NOT NULL";
        while (Integer.parseInt(database.strings(sql).getFirst()) < wanted) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Map<String, Object> settings(String scheme, Map<String, Object> proxies) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "own");
        Map<String, Object> all = new HashMap<>(proxies);
        all.putAll(Map.of(
                "assay.development.enabled", true,
                "assay.saml.idp-metadata-url", scheme + "://" + SAML + "/metadata",
                "assay.launchpad.url", scheme + "://" + LAUNCHPAD,
                "assay.oidc.issuer", scheme + "://" + SIGN_ON,
                "assay.oidc.client-id", "assay",
                "assay.oidc.client-secret", "secret",
                "assay.workload.issuers", scheme + "://" + ISSUER));
        all.putAll(Map.of(
                "assay.cluster.token-review",
                true,
                "assay.cluster.api-url",
                scheme + "://" + CLUSTER,
                "assay.cluster.ca-file",
                "",
                "assay.cluster.token-file",
                Objects.toString(token)));
        all.putAll(Map.of(
                "assay.jira.cloud-id", "cloud",
                "assay.jira.email", "bot@example.com",
                "assay.jira.api-token", "t0ken",
                "assay.jira.url", scheme + "://" + JIRA,
                "assay.outbound.allowed-hosts", "127.0.0.8",
                "assay.delivery.enabled", true));
        return all;
    }
}
