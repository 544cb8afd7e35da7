package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Browser;
import dev.assay.testing.FreePort;
import dev.assay.testing.Keycloak;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract auth.md section 4, with a browser at a real identity provider. */
class SamlLoginTest {
    private static final Keycloak KEYCLOAK = Keycloak.shared();
    private static final String FRONTEND = "http://localhost:1";
    private static final String PAGE = FRONTEND + "/#/snaps/12?q=a%20b";

    private static TestServer server;
    private static String base;

    @BeforeAll
    static void start() {
        int port = FreePort.next();
        base = "http://localhost:" + port;
        KEYCLOAK.samlClient(base);
        server = TestServer.start(Map.of(
                "micronaut.server.port",
                port,
                "assay.saml.sp-base-url",
                base + "/",
                "assay.saml.idp-metadata-url",
                KEYCLOAK.samlMetadata().toString(),
                "assay.saml.suspect-after",
                "0s",
                "assay.sign-on.frontend-url",
                FRONTEND,
                "assay.limits.failed-sign-ons-per-minute",
                0,
                "assay.launchpad.url",
                ""));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBrowserIsSentToTheProviderWithARequest() { // SAML-1, SAML-4
        TestResponse answer = server.anonymous().get("/v1/auth/saml/login?return_to=" + Answers.encode(PAGE));

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Location")).startsWith(KEYCLOAK.issuer() + "/protocol/saml?SAMLRequest=");
        assertThat(Answers.query(answer.header("Location"), "RelayState")).isEqualTo(PAGE);
        String request = Answers.inflated(Answers.query(answer.header("Location"), "SAMLRequest"));
        assertThat(request)
                .startsWith("<samlp:AuthnRequest ")
                .contains("AssertionConsumerServiceURL=\"" + base + "/v1/auth/saml/acs\"")
                .contains("ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"")
                .contains("<saml:Issuer>" + base + "</saml:Issuer>")
                .contains("Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"")
                .contains(":PasswordProtectedTransport<")
                .doesNotContain("Signature");
        assertThat(answer.header("Set-Cookie"))
                .matches("saml_[0-9a-f]{40}=1; Path=/v1/auth/saml/acs; Max-Age=3600; HttpOnly; SameSite=None; Secure");
        assertThat(Answers.query(server.anonymous().get("/v1/auth/saml/login").header("Location"), "RelayState"))
                .isEqualTo(base + "/v1/auth/saml/login");
    }

    @Test
    void aUserWhoSignsOnReturnsToThePageWithASession() { // SAML-5, SAML-7, SAML-8, CLI-11
        Browser browser = new Browser();
        Browser.Page end = browser.signIn(login("?return_to=" + Answers.encode(PAGE)), "ada");

        assertThat(end.uri()).hasToString(PAGE);
        assertThat(server.database()
                        .rows("SELECT name, launchpad_handle, is_admin FROM app_user WHERE email = 'ada@example.org'"))
                .containsExactly(List.of("Ada Lovelace", "", "f"));
        server.database().execute("UPDATE app_user SET is_admin = true WHERE email = 'ada@example.org'");
        assertThat(signedIn(browser)).isTrue();
    }

    @Test
    void withoutAPageTheAnswerIsJson() { // SAML-4, SAML-5
        Browser.Page end = Keycloak.browse(login(""), "grace");
        assertThat(end.status()).isEqualTo(200);
        assertThat(end.body()).isEqualTo("null");
        assertThat(Keycloak.browse(login("?return_to="), "grace").body())
                .isEqualTo("{\"message\":\"Authentication successful\"}");
    }

    @Test
    void otherAddressesAreNotReturnedTo() { // SAML-5, SAML-6
        Browser.Page end = Keycloak.browse(login("?return_to=https://evil.example/"), "grace");
        assertThat(end.uri()).hasToString(base + "/v1/auth/saml/acs");
        assertThat(end.body()).isEqualTo("null");
    }

    @Test
    void eachLoginIsASessionOfItsOwnAndTheNameStays() { // SAML-7, SAML-8
        Keycloak.browse(login(""), "nobody");
        server.database().execute("UPDATE app_user SET name = 'Corrected' WHERE email = 'nobody@example.org'");
        Keycloak.browse(login(""), "nobody");
        assertThat(server.database().rows("""
                SELECT name, (SELECT count(*) FROM user_session s WHERE s.user_id = u.id)
                FROM app_user u WHERE email = 'nobody@example.org'""")).containsExactly(List.of("Corrected", "2"));
    }

    @Test
    void signingOffEndsTheSessionHereAndAtTheProvider() { // SAML-11, SAML-12, A9
        Browser browser = new Browser();
        browser.signIn(login(""), "grace");
        String cookie = browser.cookie("localhost", "session").orElseThrow();
        int session = session(cookie);

        Browser.Page end = browser.open(URI.create(base + "/v1/auth/saml/logout?return_to=" + Answers.encode(PAGE)));

        assertThat(end.uri()).hasToString(PAGE);
        assertThat(browser.cookie("localhost", "session")).isEmpty();
        assertThat(server.database().strings("SELECT id FROM user_session WHERE id = " + session))
                .isEmpty();
        assertThat(browser.open(login("")).body()).contains("name=\"password\"");
    }

    @Test
    void aLogoutIsARequestToTheProvider() { // SAML-11, AUTH-5
        Browser browser = new Browser();
        browser.signIn(login(""), "grace");
        String cookie = browser.cookie("localhost", "session").orElseThrow();

        TestResponse answer =
                server.anonymous().with("Cookie", "session=" + cookie).get("/v1/auth/saml/logout?return_to=x");

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Set-Cookie"))
                .isEqualTo(
                        "session=null; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=lax; Secure");
        assertThat(Answers.query(answer.header("Location"), "RelayState")).isEqualTo("x");
        assertThat(Answers.inflated(Answers.query(answer.header("Location"), "SAMLRequest")))
                .startsWith("<samlp:LogoutRequest ")
                .contains(">grace@example.org</saml:NameID>");
        TestResponse again =
                server.anonymous().with("Cookie", "session=" + cookie).get("/v1/auth/saml/logout");
        assertThat(again.status()).isEqualTo(307);
        assertThat(Answers.inflated(Answers.query(again.header("Location"), "SAMLRequest")))
                .contains("nameid-format:entity")
                .contains(">" + KEYCLOAK.issuer() + "</saml:NameID>");
        assertThat(server.anonymous().get("/v1/auth/saml/logout").status()).isEqualTo(307);
    }

    @Test
    void manipulatedResponsesOfARealProviderAreRefused() throws Exception { // SAML-1
        Browser browser = new Browser();
        Browser.Form form = browser.authenticate(login(""), "ada").form().orElseThrow();
        String xml =
                new String(Base64.getMimeDecoder().decode(form.fields().get("SAMLResponse")), StandardCharsets.UTF_8);
        assertThat(xml).contains(">ada@example.org</saml:NameID>");
        String assertionSigned = TestIdp.print(withoutSignatureOfTheResponse(xml));

        for (String message : List.of(xml, assertionSigned)) {
            for (Wrapping wrapping : Wrapping.values()) {
                assertRefused(form, wrapping.wrap(message, "root@example.org"));
            }
            assertRefused(form, message.replace(">ada@example.org<", ">root@example.org<"));
            assertRefused(form, message.replaceAll("(?s)<(ds|dsig):Signature .*?</\\1:Signature>", ""));
            assertRefused(form, "<!DOCTYPE r>" + message);
        }
        assertThat(server.database().strings("SELECT email FROM app_user WHERE email = 'root@example.org'"))
                .isEmpty();
        // The unchanged response is accepted once
        assertThat(browser.submit(form).status()).isEqualTo(200);
        assertThat(browser.submit(form).status()).isEqualTo(403);
    }

    @Test
    void anotherBrowserCannotAnswer() {
        // Otherwise a victim could be lured into posting it, and would be signed on as another user
        Browser.Form form = new Browser().authenticate(login(""), "ada").form().orElseThrow();
        assertThat(new Browser().submit(form).status()).isEqualTo(403);
    }

    @Test
    void newKeysOfTheProviderAreLearnt() { // SAML-2
        Keycloak.browse(login(""), "grace");
        KEYCLOAK.admin("POST", "/admin/realms/assay/components", """
                {"name": "rsa-new", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                 "config": {"priority": ["1000"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}}""");
        assertThat(Keycloak.browse(login(""), "grace").status()).isEqualTo(200);
    }

    @Test
    void ourMetadataNamesWhatTheProviderNeeds() throws Exception { // SAML-1, A4
        TestResponse answer = server.anonymous().get("/v1/auth/saml/metadata");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/samlmetadata+xml");
        assertThat(answer.body())
                .contains("entityID=\"" + base + "\"")
                .contains("Location=\"" + base + "/v1/auth/saml/acs\"")
                .contains("Location=\"" + base + "/v1/auth/saml/sls\"");
        // Keycloak can import it as a client
        assertThat(KEYCLOAK.admin("POST", "/admin/realms/assay/client-description-converter", answer.body())
                        .body())
                .contains("\"clientId\":\"" + base + "\"");
    }

    private static org.w3c.dom.Document withoutSignatureOfTheResponse(String xml) throws Exception {
        org.w3c.dom.Document document = TestIdp.parse(xml);
        Wrapping.unsign(document.getDocumentElement());
        return document;
    }

    private static void assertRefused(Browser.Form form, String xml) {
        Browser.Form forged =
                form.with("SAMLResponse", Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)));
        TestResponse answer = server.anonymous()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Cookie", "saml" + xml.replaceFirst("(?s).*?InResponseTo=\"([^\"]+)\".*", "$1") + "=1")
                .send("POST", "/v1/auth/saml/acs", BodyPublishers.ofString(forged.encoded()));
        assertThat(answer.status()).isEqualTo(403);
    }

    private static URI login(String query) {
        return URI.create(base + "/v1/auth/saml/login" + query);
    }

    private static boolean signedIn(Browser browser) {
        String cookie = browser.cookie("localhost", "session").orElseThrow();
        return server.anonymous()
                        .withSession(cookie)
                        .get("/v1/test-executions/0")
                        .status()
                == 404;
    }

    private static int session(String cookie) {
        String payload = new String(Base64.getDecoder().decode(cookie.split("\\.")[0]), StandardCharsets.UTF_8);
        return Integer.parseInt(payload.replaceAll("\\D", ""));
    }
}
