package dev.assay.identity.signon.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.assay.platform.RefusedSetting;
import dev.assay.testing.LogLines;
import dev.assay.testing.People;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.TokenIssuer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-on with a provider that answers what a test sets; OidcKeycloakTest has a real provider. */
class OidcTest {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String SECRET = "a secret of at least thirty-two bytes";
    private static final String FRONT = "http://localhost:30001/#/artefacts/7";
    private static final TokenIssuer PROVIDER = TokenIssuer.start();
    private static final TestServer SERVER = TestServer.start(settings(PROVIDER));

    private final String email = "oidc-" + MADE.incrementAndGet() + "@example.org";

    /** A sign-on that a browser began; {@code cookie} is the header that it sends. */
    private record Begun(Map<String, String> query, String cookie) {
        String state() {
            return query.get("state");
        }
    }

    @AfterAll
    static void close() {
        SERVER.close();
        PROVIDER.close();
    }

    @Test
    void theBrowserIsSentToTheProvider() {
        TestResponse answer = SERVER.anonymous().get("/v1/auth/oidc/login");
        Begun begun = begun(answer);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).startsWith(PROVIDER.name() + "/authorize?");
        assertThat(begun.query())
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "assay")
                .containsEntry("scope", "openid email profile")
                .containsEntry("redirect_uri", SERVER.uri() + "/v1/auth/oidc/callback")
                .containsEntry("code_challenge_method", "S256");
        assertThat(begun.query().get("nonce")).hasSize(43).isNotEqualTo(begun.state());
        assertThat(begun.state()).hasSize(43);
        assertThat(answer.header("Set-Cookie"))
                .startsWith("assay_oidc=" + begun.state() + ".")
                .endsWith("; Max-Age=600; Path=/v1/auth/oidc; HttpOnly; SameSite=lax; Secure")
                .doesNotContain(begun.query().get("nonce"));
        assertThat(begun(SERVER.anonymous().get("/v1/auth/oidc/login")).state()).isNotEqualTo(begun.state());
    }

    @Test
    void returningFromTheProviderSignsOn() throws Exception {
        Begun begun = begin(FRONT);
        vouch(begun, Map.of());
        TestResponse answer = back(begun);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(FRONT);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie ->
                        cookie.matches("session=[^;]+; Path=/; Max-Age=1209600; HttpOnly; SameSite=lax; Secure"))
                .anyMatch(cookie -> cookie.startsWith("assay_oidc=; Max-Age=0; Path=/v1/auth/oidc"));
        TestResponse me = signedOn(answer).get("/v1/users/me");
        assertThat(me.text("email")).isEqualTo(email);
        assertThat(me.text("name")).isEqualTo("Ada Lovelace");
        assertThat(me.at("is_admin").getBooleanValue()).isFalse();
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(form(PROVIDER.body("/token"))
                                .get("code_verifier")
                                .getBytes(StandardCharsets.US_ASCII)));
        assertThat(begun.query()).containsEntry("code_challenge", challenge);
        assertThat(form(PROVIDER.body("/token")))
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("redirect_uri", SERVER.uri() + "/v1/auth/oidc/callback");
    }

    @Test
    void withoutAnAddressToReturnToItIsSaid() {
        assertThat(signOn(Map.of()).body()).isEqualTo("{\"message\":\"Authentication successful\"}");
    }

    @Test
    void signingOnAgainFindsTheSameUser() {
        int first = signedOn(signOn(Map.of())).get("/v1/users/me").number("id");
        int second =
                signedOn(signOn(Map.of("name", "Another"))).get("/v1/users/me").number("id");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void groupsAreTeamsAsLongAsTheProviderSaysSo() {
        People people = new People(SERVER.database());
        String stays = team(people);
        String goes = team(people);
        String byHand = team(people);
        List<String> groups = List.of(stays, goes, byHand, "no such team");

        signOn(Map.of("groups", List.of()));
        join(byHand);
        signOn(Map.of("groups", groups));
        assertThat(teams()).containsExactlyInAnyOrder(stays, goes, byHand);
        signOn(Map.of("groups", List.of(stays)));
        assertThat(teams()).containsExactlyInAnyOrder(stays, byHand);
        signOn(Map.of("groups", goes));
        assertThat(teams()).containsExactlyInAnyOrder(goes, byHand);
        signOn(Map.of("groups", List.of(7, "\0", Map.of("name", stays))));
        assertThat(teams()).containsExactly(byHand);
        signOn(Map.of("groups", List.of(stays)));
        signOn(Map.of());
        assertThat(teams()).containsExactly(byHand);
        assertThat(SERVER.database().strings("SELECT name FROM team WHERE name = 'no such team'"))
                .isEmpty();
    }

    @Test
    void aMembershipThatAPersonRemovedIsAddedAgainByTheProvider() {
        String team = team(new People(SERVER.database()));
        signOn(Map.of("groups", List.of(team)));
        SERVER.database().execute("DELETE FROM team_users_association WHERE user_id = " + user());
        assertThat(SERVER.database().strings("SELECT 1 FROM team_membership_origin WHERE user_id = " + user()))
                .isEmpty();
        signOn(Map.of("groups", List.of(team)));
        assertThat(teams()).containsExactly(team);
    }

    @Test
    void groupsMayBeMappedAndTeamsMade() {
        Map<String, Object> settings = new HashMap<>(settings(PROVIDER));
        settings.put("assay.oidc.teams", "/acme/qa=new-qa, admins=ops");
        settings.put("assay.oidc.create-teams", true);
        settings.put("assay.oidc.groups-claim", "roles");
        try (TestServer server = TestServer.start(settings)) {
            Begun begun = begun(server.anonymous().get("/v1/auth/oidc/login"));
            vouch(begun, Map.of("roles", List.of("/acme/qa", "unmapped", "ops"), "groups", List.of("admins")));
            TestResponse answer = back(server, begun, "code=c&state=" + begun.state());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(server.database().rows("SELECT name, permissions::text FROM team"))
                    .containsExactly(List.of("new-qa", "{}"));
            assertThat(server.database().strings("SELECT origin FROM team_membership_origin"))
                    .containsExactly("oidc");
        }
    }

    @Test
    void theStateIsThatOfTheBrowserAndOfOnce() {
        Begun mine = begin("");
        Begun other = begin("");
        vouch(mine, Map.of());
        assertFailed(back(SERVER, mine, "code=c&state=" + other.state()));
        assertFailed(back(SERVER, mine, "code=c"));
        assertFailed(back(SERVER, mine, "code=c&state="));
        assertFailed(SERVER.anonymous().get("/v1/auth/oidc/callback?code=c&state=" + mine.state()));
        assertFailed(back(SERVER, new Begun(mine.query(), other.cookie()), "code=c&state=" + mine.state()));
        long asked = PROVIDER.requests("/token");
        assertThat(back(mine).status()).isEqualTo(200);
        assertThat(PROVIDER.requests("/token")).isEqualTo(asked + 1);
        assertFailed(back(mine));
        assertThat(PROVIDER.requests("/token")).isEqualTo(asked + 1);
    }

    @Test
    void theCookieIsOursAndYoung() throws Exception {
        String state = "s".repeat(43);
        long now = Instant.now().getEpochSecond();
        Begun old = new Begun(Map.of("state", state), cookie(state + "." + (now - 601) + ".", SessionCookies.SECRET));
        Begun forged = new Begun(Map.of("state", state), cookie(state + "." + now + ".", "another secret"));
        for (Begun begun : List.of(
                old,
                forged,
                new Begun(old.query(), "assay_oidc="),
                new Begun(old.query(), "assay_oidc=a.b.c.d"),
                new Begun(old.query(), "assay_oidc=..."))) {
            assertFailed(back(begun));
        }
        Begun real = begin("");
        assertFailed(back(new Begun(real.query(), real.cookie().replaceFirst("\\.\\.", ".aHR0cDovL2V2aWw."))));
    }

    @ParameterizedTest
    @CsvSource({
        "nonce, another",
        "nonce, absent",
        "aud, another",
        "aud, absent",
        "iss, https://another.example",
        "iss, absent",
        "exp, -120",
        "exp, absent",
        "iat, 600",
        "iat, absent",
        "sub, absent",
        "email, absent",
        "email, no address",
        "email_verified, absent",
        "email_verified, no"
    })
    void anIdTokenThatDoesNotFitIsRefused(String claim, String value) {
        Begun begun = begin("");
        boolean time = value.matches("-?[0-9]+");
        vouch(begun, Map.of(claim, time ? (Object) (Instant.now().getEpochSecond() + Long.parseLong(value)) : value));
        assertFailed(back(begun));
    }

    @Test
    void anIdTokenOfAnotherKeyIsRefused() throws Exception {
        JWK mine = TokenIssuer.rsa("first");
        Begun begun = begin("");
        Map<String, Object> claims = claims(begun, Map.of());
        String good = PROVIDER.sign(claims);
        String[] parts = good.split("\\.");
        String[] others = PROVIDER.sign(claims(begun, Map.of("email", "admin@example.org")))
                .split("\\.");
        for (String token : List.of(
                TokenIssuer.sign(TokenIssuer.header(mine).build(), claims, mine),
                TokenIssuer.sign(
                        TokenIssuer.header(mine).jwk(mine.toPublicJWK()).build(), claims, mine),
                parts[0] + "." + others[1] + "." + parts[2],
                new PlainJWT(JWTClaimsSet.parse(claims)).serialize(),
                TokenIssuer.sign(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(SECRET)),
                "no token")) {
            Begun again = begin("");
            answerToken(token);
            assertFailed(back(again));
        }
    }

    @Test
    void anAddressNeedNotBeVerifiedWhereTheOperatorSaysSo() {
        Map<String, Object> settings = new HashMap<>(settings(PROVIDER));
        settings.put("assay.oidc.accept-unverified-email", true);
        try (TestServer server = TestServer.start(settings)) {
            Begun begun = begun(server.anonymous().get("/v1/auth/oidc/login"));
            vouch(begun, Map.of("email_verified", "absent"));
            assertThat(back(server, begun, "code=c&state=" + begun.state()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void errorsOfTheProviderAreRefusals() {
        Begun begun = begin("");
        try (LogLines log = new LogLines()) {
            assertFailed(back(SERVER, begun, "error=access_denied%0Aforged&state=" + begun.state()));
            assertThat(log.lines()).singleElement().asString().contains("the provider says access_denied\\u000aforged");
        }
        Begun another = begin("");
        PROVIDER.answer("/token", 400, Map.of(), "{\"error\": \"invalid_grant\"}");
        assertFailed(back(another));
        Begun third = begin("");
        vouch(third, Map.of());
        assertFailed(back(SERVER, third, "code=c&iss=https://another.example&state=" + third.state()));
        Begun fourth = begin("");
        vouch(fourth, Map.of());
        assertThat(back(SERVER, fourth, "code=c&iss=" + PROVIDER.name() + "&state=" + fourth.state())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theLogSaysWhyAndNeverShowsASecret() {
        Begun begun = begin("");
        vouch(begun, Map.of("nonce", "another"));
        try (LogLines log = new LogLines()) {
            assertFailed(back(SERVER, begun, "code=the-code&state=" + begun.state()));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Sign-on failed")
                    .contains("nonce");
            assertThat(String.join("", log.lines())).doesNotContain("the-code").doesNotContain(SECRET);
        }
    }

    @Test
    void aProviderThatDoesNotAnswerIs503() {
        Begun begun = begin("");
        PROVIDER.answer("/token", 500, Map.of(), "");
        assertThat(back(begun).status()).isEqualTo(503);
        TokenIssuer down = TokenIssuer.start();
        try (TestServer server = TestServer.start(settings(down))) {
            Begun before = begun(server.anonymous().get("/v1/auth/oidc/login"));
            down.close();
            assertThat(server.anonymous().get("/v1/auth/oidc/login").status()).isEqualTo(302);
            assertThat(back(server, before, "code=c&state=" + before.state()).status())
                    .isEqualTo(503);
        }
        try (TestServer server = TestServer.start(settings(down))) {
            TestResponse answer = server.anonymous().get("/v1/auth/oidc/login");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"The sign-on provider does not answer\"}");
            assertThat(server.anonymous()
                            .get("/v1/auth/oidc/logout?return_to=" + encoded(FRONT))
                            .header("Location"))
                    .isEqualTo(FRONT);
        }
    }

    @Test
    void anotherIssuersDiscoveryIsNone() {
        try (TokenIssuer strange = TokenIssuer.start()) {
            strange.answer(
                    TokenIssuer.DISCOVERY,
                    200,
                    Map.of(),
                    "{\"issuer\": \"https://another.example\", \"jwks_uri\": \"%s/keys\"}".formatted(strange.name()));
            try (TestServer server = TestServer.start(settings(strange))) {
                assertThat(server.anonymous().get("/v1/auth/oidc/login").status())
                        .isEqualTo(503);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "http://localhost:30001.evil.example/",
                "http://localhost:30001@evil.example/",
                "//evil.example",
                "/relative",
                "javascript:alert(1)",
                "http://localhost:30002/"
            })
    void browsersAreNotRedirectedToOtherSites(String target) {
        assertThat(SERVER.anonymous()
                        .get("/v1/auth/oidc/login?return_to=" + encoded(target))
                        .status())
                .isEqualTo(400);
        TestResponse logout = SERVER.anonymous().get("/v1/auth/oidc/logout?return_to=" + encoded(target));
        assertThat(logout.header("Location")).doesNotContain("evil").doesNotContain("30002");
    }

    @Test
    void missingClaimsAreReadFromUserInfo() {
        TokenIssuer provider = TokenIssuer.start();
        provider.answer(TokenIssuer.DISCOVERY, 200, Map.of(), """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/authorize",
                 "token_endpoint": "%1$s/token", "userinfo_endpoint": "%1$s/userinfo",
                 "token_endpoint_auth_methods_supported": ["client_secret_post"],
                 "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted(provider.name()));
        try (TestServer server = TestServer.start(settings(provider))) {
            String team = team(new People(server.database()));
            String said = "{\"sub\": \"%s\", \"email\": \"%s\", \"email_verified\": true, \"groups\": [\"%s\"]}";
            Map<String, Object> bare = Map.of("email", "absent", "email_verified", "absent", "name", "absent");
            for (String subject : List.of("another", "subject")) {
                provider.answer("/userinfo", 200, Map.of(), said.formatted(subject, email, team));
                Begun begun = begun(server.anonymous().get("/v1/auth/oidc/login"));
                vouch(provider, begun, bare);
                TestResponse answer = back(server, begun, "code=c&state=" + begun.state());
                assertThat(answer.status()).isEqualTo(subject.equals("another") ? 403 : 200);
            }
            assertThat(form(provider.body("/token"))).containsEntry("client_secret", SECRET);
            assertThat(server.database().rows("SELECT email, name FROM app_user"))
                    .containsExactly(List.of(email, email));
            assertThat(server.database().strings("SELECT team_id FROM team_users_association"))
                    .hasSize(1);
            assertThat(server.anonymous()
                            .get("/v1/auth/oidc/logout?return_to=" + encoded(FRONT))
                            .header("Location"))
                    .isEqualTo(FRONT);
        } finally {
            provider.close();
        }
    }

    @Test
    void signingOffEndsTheSessionHereAndAtTheProvider() {
        TestResponse on = signOn(Map.of());
        TestClient browser = signedOn(on);
        assertThat(browser.get("/v1/users/me").body()).contains(email);

        TestResponse off = browser.get("/v1/auth/oidc/logout?return_to=" + encoded(FRONT));
        assertThat(off.status()).isEqualTo(302);
        assertThat(off.header("Location")).startsWith(PROVIDER.name() + "/end?");
        assertThat(query(off.header("Location")))
                .containsEntry("client_id", "assay")
                .containsEntry("post_logout_redirect_uri", FRONT);
        assertThat(off.header("Set-Cookie")).startsWith("session=null; ");
        assertThat(browser.get("/v1/users/me").body()).isEqualTo("null");
        assertThat(SERVER.database().strings("SELECT id FROM user_session WHERE user_id = " + user()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "callback?code=c&state=s", "callback?error=x", "logout"})
    void whereNoProviderIsNamedThereIsNothing(String path) {
        TestResponse answer = TestServer.shared().anonymous().get("/v1/auth/oidc/" + path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer||OIDC_ISSUER is not set",
                "issuer|http://sso.example.com|OIDC_ISSUER is not an https URL",
                "issuer|sso.example.com|OIDC_ISSUER is not an https URL",
                "issuer|https://sso.example.com/?a=b|OIDC_ISSUER is not an https URL",
                "client-id||OIDC_CLIENT_ID is not set",
                "client-secret||OIDC_CLIENT_SECRET is not set",
                "client-secret-file|/run/secrets/oidc|OIDC_CLIENT_SECRET and OIDC_CLIENT_SECRET_FILE are both set",
                "scopes|email|OIDC_SCOPES does not name openid",
                "teams|group|OIDC_TEAMS contains 'group'",
                "teams|=team|OIDC_TEAMS contains '=team'"
            })
    void anIncompleteConfigurationIsRefused(String setting, String value, String problem) {
        Map<String, Object> settings = new HashMap<>(settings(PROVIDER));
        settings.put("assay.oidc." + setting, value == null ? "" : value);
        assertRefused(settings, problem);
    }

    @Test
    void theSecretMayBeInAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        Map<String, Object> settings = new HashMap<>(settings(PROVIDER));
        settings.put("assay.oidc.client-secret", "");
        settings.put("assay.oidc.client-secret-file", file.toString());
        try (TestServer server = TestServer.start(settings)) {
            Begun begun = begun(server.anonymous().get("/v1/auth/oidc/login"));
            vouch(begun, Map.of());
            assertThat(back(server, begun, "code=c&state=" + begun.state()).status())
                    .isEqualTo(200);
        }
        settings.put("assay.oidc.client-secret-file", directory.resolve("none").toString());
        assertRefused(settings, "OIDC_CLIENT_SECRET_FILE names a file");
        settings.put("assay.sessions.secret", "");
        settings.put("assay.oidc.client-secret-file", file.toString());
        assertRefused(settings, "SESSIONS_SECRET is not set");
    }

    private static void assertRefused(Map<String, Object> settings, String problem) {
        assertThatThrownBy(() -> TestServer.start(settings))
                .satisfies(failure -> assertThat(RefusedSetting.in((RuntimeException) failure))
                        .isInstanceOf(RefusedSetting.class)
                        .hasMessageStartingWith(problem));
    }

    private static Map<String, Object> settings(TokenIssuer provider) {
        return Map.of(
                "assay.limits.failed-sign-ons-per-minute",
                0,
                "assay.oidc.issuer",
                provider.name(),
                "assay.oidc.client-id",
                "assay",
                "assay.oidc.client-secret",
                SECRET);
    }

    private TestResponse signOn(Map<String, Object> claims) {
        Begun begun = begin("");
        vouch(begun, claims);
        TestResponse answer = back(begun);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static Begun begin(String returnTo) {
        return begun(SERVER.anonymous().get("/v1/auth/oidc/login?return_to=" + encoded(returnTo)));
    }

    private static Begun begun(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return new Begun(
                query(answer.header("Location")), answer.header("Set-Cookie").split(";")[0]);
    }

    private static TestResponse back(Begun begun) {
        return back(SERVER, begun, "code=c&state=" + begun.state());
    }

    private static TestResponse back(TestServer server, Begun begun, String query) {
        return server.anonymous().with("Cookie", begun.cookie()).get("/v1/auth/oidc/callback?" + query);
    }

    /** The provider answers the next code with an ID token of this test's person, with these additional claims. */
    private void vouch(Begun begun, Map<String, Object> claims) {
        vouch(PROVIDER, begun, claims);
    }

    private void vouch(TokenIssuer provider, Begun begun, Map<String, Object> claims) {
        answerToken(provider, provider.sign(claims(begun, claims)));
    }

    private Map<String, Object> claims(Begun begun, Map<String, Object> claims) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "aud",
                "assay",
                "sub",
                "subject",
                "nonce",
                begun.query().get("nonce"),
                "email",
                email,
                "email_verified",
                true,
                "name",
                "Ada Lovelace"));
        all.putAll(claims);
        return all;
    }

    private static void answerToken(String idToken) {
        answerToken(PROVIDER, idToken);
    }

    private static void answerToken(TokenIssuer provider, String idToken) {
        provider.answer(
                "/token",
                200,
                Map.of(),
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 300, \"id_token\": \"%s\"}"
                        .formatted(idToken));
    }

    private static TestClient signedOn(TestResponse answer) {
        String cookie = answer.headers().allValues("Set-Cookie").stream()
                .filter(one -> one.startsWith("session="))
                .findFirst()
                .orElseThrow();
        return SERVER.anonymous().withSession(cookie.split(";")[0].substring("session=".length()));
    }

    private static void assertFailed(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Authentication failed\"}");
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("session="));
    }

    private String user() {
        return SERVER.database()
                .strings("SELECT id FROM app_user WHERE email = '" + email + "'")
                .getFirst();
    }

    private List<String> teams() {
        return SERVER.database()
                .strings(
                        "SELECT t.name FROM team t JOIN team_users_association x ON x.team_id = t.id WHERE x.user_id = "
                                + user());
    }

    private void join(String team) {
        SERVER.database()
                .execute("INSERT INTO team_users_association (user_id, team_id) SELECT " + user()
                        + ", id FROM team WHERE name = '" + team + "'");
    }

    private static String team(People people) {
        return people.database()
                .strings("SELECT name FROM team WHERE id = " + people.team())
                .getFirst();
    }

    /** The signature that the server makes with this secret. */
    private static String cookie(String signed, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(("assay oidc cookie " + secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "assay_oidc=" + signed + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> query(String url) {
        return form(URI.create(url).getRawQuery());
    }

    private static Map<String, String> form(String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
