package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** SAML sign-on and sessions use the server's clock. Has its own server with a fixed clock. */
class FixedClockTest {
    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");
    private static final String SIGNED_IN = "/v2/users/me/notification-channels";

    @Test
    void whatIsValidAtThatTimeIsBelieved_andNothingElse() throws Exception {
        try (TestIdp idp = new TestIdp()) {
            idp.serve(TestIdp.metadata("signing"));
            try (TestServer server = TestServer.start(
                    TestDatabase.migrated(), Answers.settings(idp), Clock.fixed(NOW, ZoneOffset.UTC))) {
                Answers answers = new Answers(server);
                String location = server.anonymous().get("/v1/auth/saml/login").header("Location");
                assertThat(Answers.inflated(Answers.query(location, "SAMLRequest")))
                        .contains("IssueInstant=\"2031-05-06T07:08:09Z\"");

                assertThat(signOn(answers, Instant.now()).status()).isEqualTo(403);
                TestResponse answer = signOn(answers, NOW);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);

                String session = answer.headers().allValues("Set-Cookie").stream()
                        .filter(cookie -> cookie.startsWith("session="))
                        .map(cookie -> cookie.replaceFirst("^session=([^;]*).*", "$1"))
                        .findFirst()
                        .orElseThrow();
                byte[] signed = Base64.getUrlDecoder().decode(session.split("\\.")[1]);
                assertThat(ByteBuffer.wrap(signed).getInt()).isEqualTo((int) NOW.getEpochSecond());
                assertThat(server.anonymous()
                                .withSession(session)
                                .get(SIGNED_IN)
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private static TestResponse signOn(Answers answers, Instant at) {
        String request = answers.begin();
        return answers.post(
                request, TestIdp.sign(Answers.answer(request, "ada@example.org", at), "Assertion", "signing"));
    }
}
