package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md SAML-12: the provider's logout messages. */
class SamlLogoutTest {
    private static final String PAGE = "http://localhost:30001/#/snaps";
    private static TestIdp idp;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        idp = new TestIdp();
        server = TestServer.start(Answers.settings(idp));
    }

    @AfterAll
    static void stop() {
        server.close();
        idp.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "signing"})
    void aLogoutEndsAtThePage(String key) throws Exception { // SAML-12
        TestResponse answer = sls(query("SAMLResponse", response(), PAGE, key));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(PAGE);
        assertThat(sls(query("SAMLResponse", response(), "https://evil.example", key))
                        .body())
                .isEqualTo("null");
        assertThat(sls(query("SAMLResponse", response(), "", key)).body()).isEqualTo("null");
    }

    @Test
    void inAPostTheStateMayBeInTheForm() throws Exception { // SAML-12
        TestResponse answer = server.anonymous()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .send(
                        "POST",
                        "/v1/auth/saml/sls?" + query("SAMLResponse", response(), "https://evil.example", "signing"),
                        BodyPublishers.ofString("RelayState=" + Answers.encode(PAGE)));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(PAGE);
        assertThat(server.anonymous()
                        .with("Content-Type", "application/x-www-form-urlencoded")
                        .send("POST", "/v1/auth/saml/sls", BodyPublishers.ofString("SAMLResponse=x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aLogoutThatBeganThereEndsTheSession() throws Exception { // SAML-12, A11
        People people = new People(server.database());
        People.User user = people.user();
        int session = people.session(user, "now() + interval '1 day'");

        TestResponse answer = server.anonymous()
                .with("Cookie", "session=" + SessionCookies.sign(session))
                .get("/v1/auth/saml/sls?" + query("SAMLRequest", request(), "", "signing"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie")).startsWith("session=null;");
        assertThat(server.database().strings("SELECT id FROM user_session WHERE id = " + session))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "idp.example.com, other.example.com",
        "Destination=\"[^\"]*\", Destination=\"https://other.example\"",
        "status:Success, status:Requester",
        "LogoutResponse, Response",
        "Issuer, Other",
        "<samlp:LogoutResponse, <!DOCTYPE x><samlp:LogoutResponse"
    })
    void messagesForOthersAreRefused(String pattern, String replacement) throws Exception { // SAML-12
        String wrong = response().replaceAll(pattern, replacement);
        assertThat(wrong).isNotEqualTo(response());
        assertRefused(query("SAMLResponse", wrong, PAGE, "signing"));
    }

    @Test
    void wrongSignaturesAreRefused() throws Exception { // SAML-12
        assertRefused(query("SAMLResponse", response(), PAGE, "other"));
        String signed = query("SAMLResponse", response(), "x", "signing");
        assertRefused(signed.replace("RelayState=x", "RelayState=y"));
        assertRefused(signed.replace("&SigAlg=", "&NoSigAlg="));
        assertRefused(
                signed.replaceAll("SigAlg=[^&]*", "SigAlg=http%3A%2F%2Fwww.w3.org%2F2000%2F09%2Fxmldsig%23rsa-sha1"));
        assertRefused(signed.replaceAll("Signature=[^&]*", "Signature=%21"));
        assertRefused(signed.replaceAll("Signature=[^&]*", "Signature=AAAA"));
        assertRefused(signed + "&SAMLResponse=x");
        assertRefused(signed + "&SAMLRequest=x");
        assertRefused(query(
                "SAMLRequest",
                request().replaceAll("NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"2020-01-01T00:00:00Z\""),
                "",
                "signing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "SAMLResponse",
                "SAMLResponse=",
                "SAMLResponse=%21",
                "SAMLResponse=AAAA",
                "SAMLResponse=%zz",
                "RelayState=x"
            })
    void queriesWithoutAMessageAreRefused(String query) { // SAML-12
        String raw = server.anonymous()
                .raw("GET /v1/auth/saml/sls?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(raw).startsWith("HTTP/1.1 400");
    }

    @Test
    void aBombIsRefused() throws Exception {
        assertRefused("SAMLResponse=" + Answers.encode(deflated(" ".repeat(200_000))));
    }

    private static TestResponse sls(String query) {
        return server.anonymous().get("/v1/auth/saml/sls?" + query);
    }

    private static void assertRefused(String query) {
        TestResponse answer = sls(query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Logout failed\"}");
    }

    private static String response() {
        return """
                <samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" \
                Destination="%s/v1/auth/saml/sls"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">%s</Issuer>\
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
                </samlp:LogoutResponse>""".formatted(Answers.BASE, TestIdp.ENTITY_ID);
    }

    private static String request() {
        return """
                <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_2" Version="2.0" \
                NotOnOrAfter="%s" Destination="%s/v1/auth/saml/sls">\
                <Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">%s</Issuer></samlp:LogoutRequest>""".formatted(Instant.now().plusSeconds(300), Answers.BASE, TestIdp.ENTITY_ID);
    }

    /** @param key empty for an unsigned message */
    private static String query(String name, String xml, String relayState, String key) throws Exception {
        String query = name + "=" + Answers.encode(deflated(xml)) + "&RelayState=" + Answers.encode(relayState);
        if (key.isEmpty()) {
            return query;
        }
        String signed = query + "&SigAlg=" + Answers.encode(TestIdp.RSA_SHA256);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(TestIdp.key(key));
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "&Signature=" + Answers.encode(Base64.getEncoder().encodeToString(signature.sign()));
    }

    private static String deflated(String xml) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(9, true))) {
            out.write(xml.getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
