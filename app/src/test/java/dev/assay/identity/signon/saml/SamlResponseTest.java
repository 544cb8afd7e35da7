package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md SAML-1, SAML-5: which responses are accepted. */
class SamlResponseTest {
    private static final AtomicInteger PEOPLE = new AtomicInteger();
    private static TestIdp idp;
    private static TestServer server;
    private static Answers answers;

    private final String email = "person-" + PEOPLE.incrementAndGet() + "@example.org";

    @BeforeAll
    static void start() throws Exception {
        idp = new TestIdp();
        idp.serve(TestIdp.metadata("signing", "elliptic"));
        server = TestServer.start(Answers.settings(idp));
        answers = new Answers(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        idp.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Assertion", "Response", "Assertion,Response"})
    void signedResponsesAreAccepted(String signed) { // SAML-1, SAML-5, SAML-8
        String request = answers.begin();
        String xml = Answers.answer(request, email);
        for (String name : signed.split(",")) {
            xml = TestIdp.sign(xml, name, "signing");
        }

        TestResponse answer = answers.post(request, xml);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Authentication successful\"}");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("session="))
                .anyMatch(cookie -> cookie.startsWith("saml" + request + "=1; Path=/v1/auth/saml/acs; Max-Age=0;"));
        assertThat(server.database().rows("""
                SELECT name, launchpad_handle, is_admin, (SELECT count(*) FROM user_session s WHERE s.user_id = u.id)
                FROM app_user u WHERE email = '%s'""".formatted(email))).containsExactly(List.of("Somebody", "", "f", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512, http://www.w3.org/2001/04/xmlenc#sha512, signing, 200",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384, http://www.w3.org/2001/04/xmldsig-more#sha384, signing, 200",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256, http://www.w3.org/2001/04/xmlenc#sha256, elliptic, 200",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1, http://www.w3.org/2001/04/xmlenc#sha256, signing, 403",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256, http://www.w3.org/2000/09/xmldsig#sha1, signing, 403"
    })
    void onlyAlgorithmsThatHoldAreAccepted(String method, String digest, String key, int status) {
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", key, method, digest);
        assertThat(answers.post(request, xml).status()).isEqualTo(status);
        assertThat(answers.users(email)).isEqualTo(status == 200 ? 1 : 0);
    }

    static Stream<Arguments> wrong() {
        Instant now = Instant.now();
        return Stream.of(
                Arguments.of(
                        "destination",
                        "Destination=\"[^\"]*\"",
                        "Destination=\"https://other.example/v1/auth/saml/acs\""),
                Arguments.of(
                        "recipient", "Recipient=\"[^\"]*\"", "Recipient=\"https://other.example/v1/auth/saml/acs\""),
                Arguments.of("no recipient", "Recipient=\"[^\"]*\"", ""),
                Arguments.of("audience", "<saml:Audience>[^<]*", "<saml:Audience>https://other.example"),
                Arguments.of(
                        "audience as prefix", "<saml:Audience>[^<]*", "<saml:Audience>https://assay.example.com.evil"),
                Arguments.of("no audience", "<saml:AudienceRestriction>.*</saml:AudienceRestriction>", ""),
                Arguments.of(
                        "a second restriction",
                        "</saml:AudienceRestriction>",
                        "</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction>"),
                Arguments.of("no conditions", "<saml:Conditions.*</saml:Conditions>", ""),
                Arguments.of("issuer", "idp.example.com", "other.example.com"),
                Arguments.of(
                        "issuer of the response",
                        "<saml:Issuer>[^<]*</saml:Issuer><samlp",
                        "<saml:Issuer>x</saml:Issuer><samlp"),
                Arguments.of("expired", "NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"" + now.minusSeconds(600) + "\""),
                Arguments.of(
                        "confirmation expired",
                        "NotOnOrAfter=\"[^\"]*\" Recipient",
                        "NotOnOrAfter=\"" + now.minusSeconds(600) + "\" Recipient"),
                Arguments.of("confirmation without end", "NotOnOrAfter=\"[^\"]*\" Recipient", "Recipient"),
                Arguments.of(
                        "confirmation for ever",
                        "NotOnOrAfter=\"[^\"]*\" Recipient",
                        "NotOnOrAfter=\"9999-12-31T00:00:00Z\" Recipient"),
                Arguments.of("time without zone", "NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"2999-01-01T00:00:00\""),
                Arguments.of("not yet", "NotBefore=\"[^\"]*\"", "NotBefore=\"" + now.plusSeconds(600) + "\""),
                Arguments.of(
                        "session ended",
                        "SessionIndex",
                        "SessionNotOnOrAfter=\"" + now.minusSeconds(1) + "\" SessionIndex"),
                Arguments.of("no statement", "<saml:AuthnStatement.*</saml:AuthnStatement>", ""),
                Arguments.of("another confirmation", "cm:bearer", "cm:holder-of-key"),
                Arguments.of("no confirmation", "<saml:SubjectConfirmation .*</saml:SubjectConfirmation>", ""),
                Arguments.of("no subject", "<saml:Subject>.*</saml:Subject>", ""),
                Arguments.of("no NameID", "<saml:NameID.*</saml:NameID>", ""),
                Arguments.of("two NameIDs", "(<saml:NameID.*</saml:NameID>)", "$1$1"),
                Arguments.of("no address", "@example.org<", "<"),
                Arguments.of("not successful", "status:Success", "status:AuthnFailed"),
                Arguments.of("no status", "<samlp:Status>.*</samlp:Status>", ""),
                Arguments.of("another version", "Version=\"2.0\"", "Version=\"1.1\""),
                Arguments.of("another request", "InResponseTo=\"[^\"]*\"", "InResponseTo=\"_other\""),
                Arguments.of("two requests", "InResponseTo=\"[^\"]*\">", "InResponseTo=\"_other\">"),
                Arguments.of("no request", "InResponseTo=\"[^\"]*\"", ""),
                Arguments.of("elements in NameID", "@example.org<", "@example.org<saml:b/><"),
                Arguments.of("an instruction in NameID", "@example.org<", "@example.org<?x?>.evil.example<"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void wrongResponsesAreRefused(String what, String pattern, String replacement) { // SAML-1, A6
        String request = answers.begin();
        String right = Answers.answer(request, email);
        String wrong = right.replaceAll("(?s)" + pattern, replacement);
        assertThat(wrong).isNotEqualTo(right);

        assertRefused(answers.post(
                request, TestIdp.sign(TestIdp.sign(wrong, "Assertion", "signing"), "Response", "signing")));
        assertThat(answers.users(email)).isZero();
        assertThat(answers.post(request, TestIdp.sign(right, "Assertion", "signing"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void unsignedResponsesAreRefused() { // SAML-1
        String request = answers.begin();
        String xml = Answers.answer(request, email);
        assertRefused(answers.post(request, xml));
        String signed = TestIdp.sign(xml, "Assertion", "signing");
        assertRefused(answers.post(request, signed.replaceAll("(?s)<ds:Signature .*</ds:Signature>", "")));
        assertThat(answers.post(request, signed).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Assertion", "Response"})
    void responsesSignedByAnotherKeyAreRefused(String signed) { // SAML-1
        String request = answers.begin();
        String xml = Answers.answer(request, email);
        assertRefused(answers.post(request, TestIdp.sign(xml, signed, "other")));
        String both = TestIdp.sign(TestIdp.sign(xml, "Assertion", "other"), "Response", "signing");
        assertRefused(answers.post(request, both));
        assertThat(answers.users(email)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Assertion", "Response"})
    void changedResponsesAreRefused(String signed) { // SAML-1
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), signed, "signing");
        assertRefused(answers.post(request, xml.replace(email, "admin@example.org")));
        assertRefused(answers.post(request, xml.replace(">Somebody<", ">Nobody<")));
        assertRefused(answers.post(request, xml.replaceAll("<ds:DigestValue>.", "<ds:DigestValue>_")));
        assertRefused(answers.post(request, xml.replaceAll("(?s)<ds:SignatureValue>.*?</", "<ds:SignatureValue></")));
        assertThat(answers.users("admin@example.org")).isZero();
        assertThat(answers.post(request, xml).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Wrapping.class)
    void signatureWrappingIsRefused(Wrapping wrapping) throws Exception { // SAML-1
        for (String signed : List.of("Assertion", "Response")) {
            String request = answers.begin();
            String xml = TestIdp.sign(Answers.answer(request, email), signed, "signing");
            assertRefused(answers.post(request, wrapping.wrap(xml, "admin@example.org")));
            assertThat(answers.users("admin@example.org")).isZero();
            assertThat(answers.post(request, xml).status()).isEqualTo(200);
        }
    }

    @Test
    void aCommentDoesNotCutTheNameId() { // SAML-8
        String whole = "admin@example.org.evil-" + PEOPLE.get() + ".example";
        for (String signed : List.of("Assertion", "Response")) {
            String request = answers.begin();
            String xml = TestIdp.sign(Answers.answer(request, whole), signed, "signing");

            TestResponse answer = answers.post(request, xml.replace("org.evil", "org<!-- -->.evil"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answers.users("admin@example.org")).isZero();
            assertThat(answers.users(whole)).isEqualTo(1);
        }
    }

    @Test
    void aResponseIsAcceptedOnce() { // A5
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        assertThat(answers.post(request, xml).status()).isEqualTo(200);
        assertRefused(answers.post(request, xml));
        assertRefused(answers.post(request, TestIdp.sign(Answers.answer(request, email), "Assertion", "signing")));
    }

    @Test
    void ofManyConcurrentPostsOneIsAccepted() throws Exception { // A5
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        List<Future<Integer>> posted;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            posted = IntStream.range(0, 8)
                    .mapToObj(
                            i -> threads.submit(() -> answers.post(request, xml).status()))
                    .toList();
        }
        assertThat(posted.stream().map(Future::resultNow)).containsOnlyOnce(200).contains(403);
    }

    @Test
    void aRequestIsValidForAnHour() { // A5
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        server.database()
                .execute("UPDATE saml_request SET expires_at = now() - interval '1 second' WHERE id = '" + request
                        + "'");
        assertRefused(answers.post(request, xml));
    }

    @Test
    void expiredRowsAreDeleted() {
        String waiting = answers.begin();
        String expired = answers.begin();
        server.database()
                .execute("UPDATE saml_request SET expires_at = now() - interval '1 second' WHERE id = '" + expired
                        + "'");
        server.database()
                .execute(
                        "INSERT INTO saml_assertion VALUES (sha256('expired'), now() - interval '1 second'), (sha256('not'), now() + interval '1 hour')");

        server.bean(ExpiredSaml.class).delete();

        assertThat(server.database()
                        .strings("SELECT id FROM saml_request WHERE id IN ('%s', '%s')".formatted(waiting, expired)))
                .containsExactly(waiting);
        assertThat(server.database().strings("SELECT count(*) FROM saml_assertion WHERE sha256 = sha256('expired')"))
                .containsExactly("0");
        assertThat(server.database().strings("SELECT count(*) FROM saml_assertion WHERE sha256 = sha256('not')"))
                .containsExactly("1");
    }

    @Test
    void theBrowserThatAsksIsTheOneThatAnswers() {
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        assertRefused(answers.post("_of_another", xml));
        assertThat(answers.post(request, xml).status()).isEqualTo(200);
    }

    @Test
    void unrequestedResponsesAreAcceptedIfTheSettingAllowsIt() { // A5
        Map<String, Object> settings = new HashMap<>(Answers.settings(idp));
        settings.put("assay.saml.allow-idp-initiated", true);
        try (TestServer open = TestServer.start(settings)) {
            Answers there = new Answers(open);
            String xml =
                    TestIdp.sign(Answers.answer("", email).replaceAll("InResponseTo=\"\"", ""), "Assertion", "signing");
            assertThat(there.post("_none", xml).status()).isEqualTo(200);
            assertRefused(there.post("_none", xml));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\">",
                "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
                "<!DOCTYPE r>"
            })
    void aDocumentTypeIsNotRead(String type) {
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        assertRefused(answers.post(request, type + xml));
        assertRefused(answers.post(request, type + xml.replace("Somebody", "&b;")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SAMLResponse",
                "SAMLResponse=",
                "SAMLResponse=%",
                "SAMLResponse=%zz",
                "SAMLResponse=!!!",
                "SAMLResponse=A",
                "RelayState=x",
                "samlresponse=PGEvPg%3D%3D",
                "SAMLResponse=PGEvPg%3D%3D&SAMLResponse=PGEvPg%3D%3D"
            })
    void aFormWithoutAResponseIsRefused(String form) { // SAML-5, A6
        TestResponse answer = answers.form("_any", form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Authentication failed\"}");
    }

    @Test
    void otherXmlThanAResponseIsRefused() { // A6
        for (String xml : List.of(
                "<a/>",
                "no xml",
                "\0\1\2",
                "<Response/>",
                "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>",
                "<a>".repeat(5000) + "</a>".repeat(5000),
                "<a " + IntStream.range(0, 4000).mapToObj(i -> "b" + i + "=''").reduce("", (a, b) -> a + " " + b)
                        + "/>")) {
            assertRefused(answers.post("_any", xml));
        }
        assertRefused(answers.post(
                "_any", new String(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, StandardCharsets.ISO_8859_1)));
    }

    @Test
    void anotherBodyIsRefused() { // A6
        assertThat(server.anonymous().post("/v1/auth/saml/acs", "{}").status()).isEqualTo(400);
        assertThat(server.anonymous().send("POST", "/v1/auth/saml/acs").status())
                .isEqualTo(400);
    }

    @Test
    void largeBodiesAreRefused() {
        assertThat(answers.post("_any", "<a>" + "x".repeat(40_000) + "</a>").status())
                .isEqualTo(403);
        assertThat(answers.post("_any", "<a>" + "x".repeat(60_000) + "</a>").status())
                .isEqualTo(413);
        assertThat(answers.form("_any", "SAMLResponse=" + "x".repeat(2_000_000)).status())
                .isEqualTo(413);
    }

    /** Changes single characters of a signed response: another user is never signed on, and the server never fails. */
    @Test
    void noChangedCharacterMakesAnotherPerson() {
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Response", "signing");
        Random random = new Random(20);
        String characters = "<>&\"'/=:#aA0 \t\n-";
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(xml.length());
            char to = characters.charAt(random.nextInt(characters.length()));
            TestResponse answer = answers.post(request, xml.substring(0, at) + to + xml.substring(at + 1));
            assertThat(answer.status()).as("%s at %d", to, at).isIn(200, 400, 403);
            if (answer.status() == 200) {
                assertThat(answers.users(email)).isEqualTo(1);
                request = answers.begin();
                xml = TestIdp.sign(Answers.answer(request, email), "Response", "signing");
            }
        }
        assertThat(server.database()
                        .strings("SELECT count(*) FROM app_user WHERE email LIKE '%' || '" + email.split("@")[0]
                                + "' || '%'"))
                .containsAnyOf("0", "1");
    }

    @Test
    void withoutAFullNameTheAddressIsTheName() { // SAML-8
        String request = answers.begin();
        String xml =
                Answers.answer(request, email).replaceAll("<saml:AttributeStatement>.*</saml:AttributeStatement>", "");
        assertThat(answers.post(request, TestIdp.sign(xml, "Assertion", "signing"))
                        .status())
                .isEqualTo(200);
        assertThat(server.database().strings("SELECT name FROM app_user WHERE email = '" + email + "'"))
                .containsExactly(email);
    }

    @Test
    void addressesAreComparedExactly() { // SAML-8
        for (String written : List.of(email, email.toUpperCase(java.util.Locale.ROOT))) {
            String request = answers.begin();
            answers.post(request, TestIdp.sign(Answers.answer(request, written), "Assertion", "signing"));
        }
        assertThat(answers.users(email)).isEqualTo(1);
        assertThat(answers.users(email.toUpperCase(java.util.Locale.ROOT))).isEqualTo(1);
    }

    @Test
    void base64MayHaveLines() {
        String request = answers.begin();
        String xml = TestIdp.sign(Answers.answer(request, email), "Assertion", "signing");
        String lines = Base64.getMimeEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        assertThat(answers.form(request, "SAMLResponse=" + Answers.encode(lines) + "&RelayState=")
                        .status())
                .isEqualTo(200);
    }

    private static void assertRefused(TestResponse answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Authentication failed\"}");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }
}
