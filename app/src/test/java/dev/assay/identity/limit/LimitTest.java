package dev.assay.identity.limit;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitTest {
    private static final String READ = "/v1/test-executions/reruns";

    private final TestServer server = TestServer.start(Map.of(
            "assay.limits.writes-per-minute",
            3,
            "assay.limits.failed-sign-ons-per-minute",
            2,
            "assay.limits.trusted-proxies",
            "10.1.0.0/16",
            "assay.access.ignore-permissions",
            "change_test"));

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void callersThatWriteTooOftenGet429() {
        TestClient busy = server.as(CHANGE_TEST, VIEW_TEST);
        TestResponse first = StartBody.of("snap").send(busy);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"writes\";q=3;w=60");
        assertThat(first.header("RateLimit")).isEqualTo("\"writes\";r=2;t=0");
        StartBody.of("snap").send(busy);
        StartBody.of("snap").send(busy);

        TestResponse refused = StartBody.of("snap").send(busy);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("detail")).isEqualTo("Too many requests that write: the limit is 3 a minute");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
        TestResponse problem = busy.put("/v2/uploads", "<testsuite/>");
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.text("hint")).isNotEmpty();
        assertThat(busy.get("/v1/test-executions/1").status()).isIn(200, 404);
        assertThat(StartBody.of("snap").send(server.as(CHANGE_TEST)).status()).isEqualTo(200);
    }

    /** Anonymous callers are distinguished by their address, which trusted proxies may report. */
    @Test
    void anonymousCallersCountByAddress() {
        for (int i = 0; i < 3; i++) {
            assertThat(StartBody.of("snap").send(from("192.0.2.1")).status()).isEqualTo(200);
        }
        assertThat(StartBody.of("snap").send(from("192.0.2.1")).status()).isEqualTo(429);
        assertThat(StartBody.of("snap").send(from("192.0.2.1, 10.1.2.3")).status())
                .isEqualTo(429);
        assertThat(StartBody.of("snap").send(from("203.0.113.9, 192.0.2.1")).status())
                .isEqualTo(429);
        assertThat(StartBody.of("snap").send(from("192.0.2.2")).status()).isEqualTo(200);
        assertThat(StartBody.of("snap").send(from("192.0.2.1, localhost")).status())
                .isEqualTo(200);
    }

    @Test
    void callersThatRepeatWrongKeysGet429() {
        TestClient wrong = from("198.51.100.7").withKey("to_wrong");
        assertThat(wrong.get(READ).status()).isEqualTo(403); // AUTH-1
        assertThat(wrong.get(READ).status()).isEqualTo(403);

        TestResponse refused = wrong.get(READ);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("detail")).isEqualTo("Too many failed sign-ons");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(from("198.51.100.7")
                        .withKey(server.key(VIEW_TEST))
                        .get("/v1/test-executions/0")
                        .status())
                .isEqualTo(404);
        assertThat(from("198.51.100.7").get(READ).status()).isEqualTo(403);
        assertThat(from("198.51.100.8").withKey("to_wrong").get(READ).status()).isEqualTo(403);
    }

    /** The limit is for all kinds of sign-on; this is a SAML response that no provider signed. */
    @Test
    void repeatedlyFailedSignOnsGet429() {
        TestClient form = from("198.51.100.20").with("Content-Type", "application/x-www-form-urlencoded");
        assertThat(form.post("/v1/auth/saml/acs", "").status()).isEqualTo(400);
        assertThat(form.post("/v1/auth/saml/acs", "").status()).isEqualTo(400);

        assertThat(form.post("/v1/auth/saml/acs", "").status()).isEqualTo(429);
        assertThat(form.get("/v1/auth/local/login?email=a@example.org").status())
                .isEqualTo(429);
        assertThat(from("198.51.100.21")
                        .get("/v1/auth/local/login?email=a@example.org")
                        .status())
                .isEqualTo(404);
    }

    /** A client whose requests come through a proxy on this machine. */
    private TestClient from(String forwardedFor) {
        return server.anonymous().with("X-Forwarded-For", forwardedFor);
    }
}
