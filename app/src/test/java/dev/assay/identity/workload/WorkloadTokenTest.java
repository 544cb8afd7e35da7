package dev.assay.identity.workload;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.assay.platform.RefusedSetting;
import dev.assay.testing.LogLines;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.TokenIssuer;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that use a token instead of a key (docs/keyless-ci.md, docs/adr/0023). */
class WorkloadTokenTest {
    private static final String READ = "/v1/test-executions/0";
    private static final String SUBJECT = "repo:acme/gadget:ref:refs/heads/main";
    private static final AtomicInteger MADE = new AtomicInteger();

    /**
     * Issuers for tests that need special answers. Each has its own, because keys are cached and reading them is
     * rate-limited.
     */
    private static final Deque<TokenIssuer> SPARE =
            new ArrayDeque<>(Stream.generate(TokenIssuer::start).limit(16).toList());

    private static final Set<TokenIssuer> TRUSTED = new HashSet<>();
    private static final TokenIssuer ISSUER = TokenIssuer.start();
    private static final TokenIssuer ALGORITHMS = TokenIssuer.start();
    private static final TokenIssuer STRANGER = TokenIssuer.start();
    private static final TokenIssuer UNDISCOVERED = TokenIssuer.start();
    private static final TestServer SERVER = TestServer.start(Map.of(
            "assay.limits.failed-sign-ons-per-minute",
            0,
            "assay.workload.issuers",
            Stream.concat(Stream.of(ISSUER, ALGORITHMS), SPARE.stream())
                            .map(TokenIssuer::name)
                            .collect(Collectors.joining(" , "))
                    + ",https://undiscovered.example=" + UNDISCOVERED.name() + TokenIssuer.KEYS));

    private static final TestClient ADMIN = SERVER.as(ADD_APPLICATION, CHANGE_APPLICATION);
    private static final KeyPair EDWARDS = edwards();
    private static final Map<String, JWK> KEYS = Stream.of(
                    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
            .collect(Collectors.toMap(name -> name, WorkloadTokenTest::key));

    static {
        KEYS.values().forEach(ALGORITHMS::add);
    }

    private static KeyPair edwards() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aTokenOfGitHubAuthenticatesItsApplication() {
        trust(ISSUER.name(), "assay", "'repository': ['acme/app-%1$d'], 'ref': ['refs/heads/main', 'refs/tags/v*']");
        String repository = "acme/app-" + MADE.get();
        Map<String, Object> claims = new LinkedHashMap<>(Map.of(
                "sub", "repo:" + repository + ":ref:refs/heads/main",
                "repository", repository,
                "repository_id", "74",
                "repository_visibility", "public",
                "actor", "octocat",
                "event_name", "push",
                "ref", "refs/heads/main",
                "run_attempt", "1",
                "job_workflow_ref", "acme/app/.github/workflows/ci.yml@refs/heads/main"));

        assertAccepted(ISSUER.sign(claims));
        claims.put("ref", "refs/tags/v1.2");
        assertAccepted(ISSUER.sign(claims));
        claims.put("ref", "refs/pull/7/merge");
        assertAnonymous(ISSUER.sign(claims));
        claims.put("ref", "refs/heads/main2");
        assertAnonymous(ISSUER.sign(claims));
        claims.remove("ref");
        assertAnonymous(ISSUER.sign(claims));
        claims.put("ref", "refs/heads/main");
        claims.put("repository", repository + "-fork");
        assertAnonymous(ISSUER.sign(claims));
    }

    @Test
    void aTokenOfGitLabAuthenticatesItsApplication() {
        trust(
                ISSUER.name(),
                "https://assay.example.com",
                "'project_path': ['acme/lab-%1$d'], 'ref_protected': ['true'], 'pipeline_id': ['1212']");
        Map<String, Object> claims = new LinkedHashMap<>(Map.of(
                "aud",
                List.of("https://vault.example.com", "https://assay.example.com"),
                "sub",
                "project_path:acme/lab:ref_type:branch:ref:main",
                "project_path",
                "acme/lab-" + MADE.get(),
                "pipeline_id",
                1212,
                "ref_protected",
                true,
                "user_access_level",
                "owner"));

        assertAccepted(ISSUER.sign(claims));
        claims.put("ref_protected", "false");
        assertAnonymous(ISSUER.sign(claims));
        claims.put("ref_protected", "true");
        assertAccepted(ISSUER.sign(claims));
        claims.put("aud", "https://vault.example.com");
        assertAnonymous(ISSUER.sign(claims));
    }

    @Test
    void aTokenOfKubernetesAuthenticatesItsApplication() {
        String cluster = "https://undiscovered.example";
        trust(
                cluster,
                "assay",
                "'kubernetes.io/namespace': ['ci-%1$d'], 'kubernetes.io/serviceaccount/name': ['runner']");
        String namespace = "ci-" + MADE.get();
        Map<String, Object> claims = new LinkedHashMap<>(UNDISCOVERED.defaults());
        claims.put("iss", cluster);
        claims.put("aud", List.of("assay"));
        claims.put("sub", "system:serviceaccount:" + namespace + ":runner");
        claims.put("kubernetes.io", kubernetes(namespace, "runner"));

        assertAccepted(UNDISCOVERED.sign(claims));
        assertThat(UNDISCOVERED.requests()).containsOnly(TokenIssuer.KEYS);
        claims.put("kubernetes.io", kubernetes(namespace, "default"));
        assertAnonymous(UNDISCOVERED.sign(claims));
        claims.remove("kubernetes.io");
        assertAnonymous(UNDISCOVERED.sign(claims));
    }

    private static Map<String, Object> kubernetes(String namespace, String account) {
        return Map.of(
                "namespace", namespace,
                "pod", Map.of("name", "build-1", "uid", "5d"),
                "serviceaccount", Map.of("name", account, "uid", "a1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void signaturesByPublicKeysCount(String name) throws Exception {
        trusted(ALGORITHMS);
        assertAccepted(signed(name, ALGORITHMS.defaults()));
        assertAnonymous(
                signed(name, ALGORITHMS.defaults()).replaceFirst("\\.[^.]*$", "." + Base64URL.encode(new byte[64])));
        Map<String, Object> other = ALGORITHMS.defaults();
        other.put("jti", "another");
        String[] one = signed(name, ALGORITHMS.defaults()).split("\\.");
        String[] another = signed(name, other).split("\\.");
        assertAnonymous(one[0] + "." + another[1] + "." + one[2]);
    }

    private static JWK key(String name) {
        try {
            JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
            return switch (name.substring(0, 2)) {
                case "ES" ->
                    new ECKeyGenerator(
                                    Curve.forJWSAlgorithm(algorithm).iterator().next())
                            .keyID(name)
                            .algorithm(algorithm)
                            .generate();
                case "Ed" -> edwards(name);
                default ->
                    new RSAKeyGenerator(2048).keyID(name).algorithm(algorithm).generate();
            };
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK's encoding ends with the 32 bytes of a JWK. */
    private static JWK edwards(String kid) {
        KeyPair pair = EDWARDS;
        byte[] open = pair.getPublic().getEncoded();
        return new OctetKeyPair.Builder(
                        Curve.Ed25519, Base64URL.encode(Arrays.copyOfRange(open, open.length - 32, open.length)))
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .build();
    }

    private static String signed(String name, Map<String, Object> claims) throws Exception {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.parse(name)).keyID(name).build();
        if (!name.equals("EdDSA")) {
            return TokenIssuer.sign(header, claims, KEYS.get(name));
        }
        String input = header.toBase64URL() + "."
                + JWTClaimsSet.parse(claims).toPayload().toBase64URL();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(EDWARDS.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
    }

    @Test
    void theTokenThatIsRefusedBelowWouldBeAccepted() {
        trusted(ISSUER);
        assertAccepted(ISSUER.sign(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "exp, -61",
        "exp, -86400",
        "exp, 86460",
        "nbf, 90",
        "iat, 90",
        "exp, absent",
        "aud, absent",
        "aud, Assay",
        "aud, https://assay",
        "sub, absent",
        "sub, repo:acme/gadget",
        "iss, absent",
        "iss, https://token.example"
    })
    void aTokenThatDoesNotMatchIsAnonymous(String claim, String value) {
        trusted(ISSUER);
        boolean time = value.matches("-?[0-9]+");
        Object said = time ? (Object) (Instant.now().getEpochSecond() + Long.parseLong(value)) : value;
        assertAnonymous(ISSUER.sign(Map.of(claim, said)));
    }

    @ParameterizedTest
    @CsvSource({"exp, -50", "nbf, 50", "iat, 50", "iat, absent", "nbf, absent", "exp, 86300"})
    void clocksMayDifferALittle(String claim, String value) {
        trusted(ISSUER);
        Object said =
                value.equals("absent") ? value : (Object) (Instant.now().getEpochSecond() + Long.parseLong(value));
        assertAccepted(ISSUER.sign(Map.of(claim, said)));
    }

    @Test
    void algorithmsWithoutAPrivateKeyAreRefused() throws Exception {
        trusted(ISSUER);
        String unsigned = new PlainJWT(JWTClaimsSet.parse(ISSUER.defaults())).serialize();
        String[] signed = ISSUER.sign(Map.of()).split("\\.");
        assertAnonymous(unsigned);
        assertAnonymous(unsigned + signed[2]);
        assertAnonymous(signed[0] + "." + signed[1] + ".");
        assertAnonymous(Base64URL.encode("{\"alg\":\"None\",\"kid\":\"first\"}") + "." + signed[1] + "." + signed[2]);
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        trusted(ISSUER);
        RSAKey key = ISSUER.key().toRSAKey();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build();
        for (byte[] secret : List.of(
                key.toRSAPublicKey().getEncoded(),
                key.getModulus().decode(),
                key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            assertAnonymous(TokenIssuer.sign(header, ISSUER.defaults(), new MACSigner(secret)));
        }
    }

    @Test
    void theKeyIsTheIssuersWhateverTheHeaderOffers() throws Exception {
        trusted(ISSUER);
        RSAKey mine = TokenIssuer.rsa("first").toRSAKey();
        URI elsewhere = URI.create(STRANGER.name() + TokenIssuer.KEYS);
        int before = STRANGER.requests().size();
        for (JWSHeader header : List.of(
                TokenIssuer.header(mine).build(),
                TokenIssuer.header(mine).jwk(mine.toPublicJWK()).build(),
                TokenIssuer.header(mine).jwkURL(elsewhere).build(),
                TokenIssuer.header(mine).x509CertURL(elsewhere).build())) {
            assertAnonymous(TokenIssuer.sign(header, ISSUER.defaults(), mine));
        }
        assertThat(STRANGER.requests()).hasSize(before);
        // Harmless, because the signature is the issuer's own
        assertAccepted(TokenIssuer.sign(
                TokenIssuer.header(ISSUER.key()).jwkURL(elsewhere).build(), ISSUER.defaults(), ISSUER.key()));
        assertThat(STRANGER.requests()).hasSize(before);
    }

    @Test
    void anAudienceThatTheDatabaseCannotStoreIsAnonymous() {
        trusted(ISSUER);
        assertAnonymous(ISSUER.sign(Map.of("aud", "assay\0")));
        assertAnonymous(ISSUER.sign(Map.of("aud", "\uD800")));
        assertAccepted(ISSUER.sign(Map.of("aud", List.of("\0", "assay"))));
    }

    @Test
    void aHeaderNamesItsKeyAndDemandsNothing() {
        trusted(ISSUER);
        JWK key = ISSUER.key();
        assertAnonymous(TokenIssuer.sign(TokenIssuer.header(key).keyID(null).build(), ISSUER.defaults(), key));
        assertAnonymous(TokenIssuer.sign(
                TokenIssuer.header(key)
                        .customParam("exp", 1)
                        .criticalParams(Collections.singleton("exp"))
                        .build(),
                ISSUER.defaults(),
                key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "a.b.c",
                "e30.e30.e30",
                "eyJhbGciOiJSUzI1NiJ9..",
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImZpcnN0In0.bnVsbA.AAAA",
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImZpcnN0In0.W10.AAAA",
                "eyJhbGciOiI3In0.e30.e30",
                "eyJhbGciOjd9.e30.e30",
                "é.é.é",
                "../../x"
            })
    void otherTextsThanTokensAreAnonymous(String text) {
        assertAnonymous(text);
    }

    @Test
    void deepOrLongTokensAreAnonymous() {
        TokenIssuer issuer = ISSUER;
        trusted(issuer);
        assertAccepted(issuer.sign(Map.of("padding", "x".repeat(3000))));
        assertAnonymous(issuer.sign(Map.of("padding", "x".repeat(5900))));
        String nested = Base64URL.encode("{\"iss\":" + "[".repeat(4000)).toString();
        assertAnonymous("eyJhbGciOiJSUzI1NiIsImtpZCI6ImZpcnN0In0." + nested + ".AAAA");
    }

    @Test
    void shortKeysSignNothing() throws Exception {
        TokenIssuer issuer = SPARE.pop();
        trusted(issuer);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        issuer.add(new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .keyID("short")
                .build());
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("short").build();
        assertAnonymous(TokenIssuer.sign(header, issuer.defaults(), new RSASSASigner(pair.getPrivate(), true)));
    }

    @Test
    void tokensCannotMakeTheServerConnectToOtherHosts() {
        trusted(ISSUER);
        try (LogLines log = new LogLines()) {
            assertAnonymous(STRANGER.sign(Map.of()));
            assertAnonymous(STRANGER.sign(Map.of("iss", STRANGER.name() + "/../" + ISSUER.name())));
            assertAnonymous(STRANGER.sign(Map.of("iss", ISSUER.name() + "/")));
            assertAnonymous(STRANGER.sign(Map.of("iss", ISSUER.name().toUpperCase(Locale.ROOT))));
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("WORKLOAD_ISSUERS does not name its issuer")
                            && line.contains(STRANGER.name()));
        }
        assertThat(STRANGER.requests()).isEmpty();
    }

    @Test
    void keysAreReadOnceAndAgainForANewKey() {
        TokenIssuer issuer = SPARE.pop();
        trusted(issuer);
        for (int i = 0; i < 5; i++) {
            assertAccepted(issuer.sign(Map.of()));
        }
        assertThat(issuer.requests()).containsExactly(TokenIssuer.DISCOVERY, TokenIssuer.KEYS);

        String before = issuer.sign(Map.of());
        issuer.add(TokenIssuer.rsa("second"));
        for (int i = 0; i < 5; i++) {
            assertAccepted(issuer.sign(Map.of()));
        }
        assertAccepted(before);
        assertThat(issuer.requests(TokenIssuer.KEYS)).isEqualTo(2);
    }

    @Test
    void madeUpKeysDoNotMakeTheServerAskOnAndOn() {
        TokenIssuer issuer = SPARE.pop();
        trusted(issuer);
        for (int i = 0; i < 20; i++) {
            JWK unknown = new RSAKey.Builder(ISSUER.key().toRSAKey())
                    .keyID("made-up-" + i)
                    .build();
            assertAnonymous(TokenIssuer.sign(TokenIssuer.header(unknown).build(), issuer.defaults(), unknown));
        }
        assertThat(issuer.requests(TokenIssuer.KEYS)).isLessThanOrEqualTo(3);
        assertAccepted(issuer.sign(Map.of()));
    }

    @Test
    void knownKeysAreUsedWhileTheIssuerIsDown() {
        TokenIssuer down = SPARE.pop();
        TokenIssuer known = SPARE.pop();
        trusted(down);
        trusted(known);
        String token = down.sign(Map.of());
        assertAccepted(known.sign(Map.of()));
        down.close();
        known.close();

        try (LogLines log = new LogLines()) {
            assertAnonymous(token);
            assertThat(log.lines()).anyMatch(line -> line.contains("keys cannot be read"));
        }
        assertAccepted(known.sign(Map.of()));
    }

    @Test
    void faultyAnswersOfAnIssuerAreRefused() {
        Map<String, Consumer<TokenIssuer>> faults = new LinkedHashMap<>();
        String elsewhere = STRANGER.name() + "/moved";
        faults.put(
                "huge",
                issuer -> issuer.answer(
                        TokenIssuer.KEYS,
                        200,
                        Map.of(),
                        "{\"keys\": [], \"padding\": \"" + "x".repeat(600_000) + "\"}"));
        faults.put("moved", issuer -> issuer.answer(TokenIssuer.KEYS, 302, Map.of("Location", elsewhere), ""));
        faults.put("failing", issuer -> issuer.answer(TokenIssuer.KEYS, 500, Map.of(), "{\"keys\": []}"));
        faults.put("no JSON", issuer -> issuer.answer(TokenIssuer.KEYS, 200, Map.of(), "<html>"));
        faults.put(
                "another's",
                issuer -> issuer.answer(
                        TokenIssuer.DISCOVERY,
                        200,
                        Map.of(),
                        "{\"issuer\": \"https://another.example\", \"jwks_uri\": \"%s/keys\"}"
                                .formatted(issuer.name())));
        faults.put(
                "a file",
                issuer -> issuer.answer(
                        TokenIssuer.DISCOVERY,
                        200,
                        Map.of(),
                        "{\"issuer\": \"%s\", \"jwks_uri\": \"file:///etc/passwd\"}".formatted(issuer.name())));
        faults.put(
                "http",
                issuer -> issuer.answer(
                        TokenIssuer.DISCOVERY,
                        200,
                        Map.of(),
                        "{\"issuer\": \"%s\", \"jwks_uri\": \"http://keys.example/\"}".formatted(issuer.name())));
        faults.forEach((fault, apply) -> {
            TokenIssuer issuer = SPARE.pop();
            trusted(issuer);
            apply.accept(issuer);
            try (LogLines log = new LogLines()) {
                assertAnonymous(issuer.sign(Map.of()));
                assertThat(log.lines()).as(fault).anyMatch(line -> line.contains("keys cannot be read"));
            }
        });
        assertThat(STRANGER.requests("/moved")).isZero();
    }

    @Test
    void oneOfSeveralValuesIsEnough() {
        trust(ISSUER.name(), "assay", "'sub': ['acme-%1$d'], 'groups': ['ci', 'qa']");
        String subject = "acme-" + MADE.get();
        assertAccepted(ISSUER.sign(Map.of("sub", subject, "groups", List.of("dev", "qa"))));
        assertAnonymous(ISSUER.sign(Map.of("sub", subject, "groups", List.of("dev", "qa2"))));
        assertAnonymous(ISSUER.sign(Map.of("sub", subject, "groups", List.of())));
        assertAnonymous(ISSUER.sign(Map.of("sub", subject, "groups", Map.of("ci", "ci"))));
        assertAnonymous(ISSUER.sign(Map.of("sub", subject, "groups", List.of(List.of("ci")))));
        assertAccepted(ISSUER.sign(Map.of("sub", subject, "groups", "ci", "other", "\0 \uD800")));
    }

    @Test
    void aBeginningIsTextAndNoPattern() {
        trust(ISSUER.name(), "assay", "'sub': ['repo:acme/%1$d_50%%:*']");
        String begin = "repo:acme/" + MADE.get();
        assertAccepted(ISSUER.sign(Map.of("sub", begin + "_50%:ref")));
        assertAccepted(ISSUER.sign(Map.of("sub", begin + "_50%:")));
        assertAnonymous(ISSUER.sign(Map.of("sub", begin + "_50%")));
        assertAnonymous(ISSUER.sign(Map.of("sub", begin + "x50%:ref")));
        assertAnonymous(ISSUER.sign(Map.of("sub", begin + "_50x:ref")));
        assertAnonymous(ISSUER.sign(Map.of("sub", "x" + begin + "_50%:ref")));
    }

    @Test
    void severalTrustsMayMatchOfOneApplicationButNotOfSeveral() {
        int first = trust(ISSUER.name(), "assay", "'sub': ['twice-%1$d']");
        String subject = "twice-" + MADE.get();
        put(first, "again", ISSUER.name(), "assay", "'sub': ['" + subject + "', 'other']");
        assertAccepted(ISSUER.sign(Map.of("sub", subject)));
        put(application(), "theirs", ISSUER.name(), "assay", "'sub': ['" + subject + "']");
        try (LogLines log = new LogLines()) {
            assertAnonymous(ISSUER.sign(Map.of("sub", subject)));
            assertThat(log.lines()).anyMatch(line -> line.contains("several applications"));
        }
    }

    @Test
    void changesActOnTheNextRequest() { // AUTH-11
        int application = trust(ISSUER.name(), "assay", "'sub': ['changing-%1$d']");
        String token = ISSUER.sign(Map.of("sub", "changing-" + MADE.get()));
        assertAccepted(token);
        SERVER.database().execute("UPDATE application SET permissions = '{}' WHERE id = " + application);
        assertAnonymous(token);
        SERVER.database().execute("UPDATE application SET permissions = '{view_test}' WHERE id = " + application);
        assertAccepted(token);
        assertThat(ADMIN.delete("/v2/applications/" + application + "/trusts/ci")
                        .status())
                .isEqualTo(204);
        assertAnonymous(token);
    }

    @Test
    void aWorkloadHasNoKeyToRotate() { // APP-6, section 1.1
        int application = trust(ISSUER.name(), "assay", "'sub': ['rotating-%1$d']");
        TestClient client = SERVER.anonymous().withKey(ISSUER.sign(Map.of("sub", "rotating-" + MADE.get())));
        assertThat(client.get("/v1/applications/me").number("id")).isEqualTo(application);
        TestResponse refused = client.send("POST", "/v1/applications/me/rotate");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).isEqualTo("An application that uses a workload token has no key to rotate");
        assertThat(ADMIN.delete("/v2/applications/" + application + "/key").status())
                .isEqualTo(204);
        assertThat(client.get("/v1/applications/me").text("api_key")).isEmpty();
    }

    @Test
    void aPipelineReportsWithItsTokenAlone() {
        int application = trust(ISSUER.name(), "assay", "'sub': ['repo:acme/e2e-%1$d:ref:refs/heads/*']");
        SERVER.database()
                .execute("UPDATE application SET permissions = '{change_test,view_test}' WHERE id = " + application);
        TestClient ci = SERVER.anonymous()
                .withKey(ISSUER.sign(Map.of("sub", "repo:acme/e2e-" + MADE.get() + ":ref:refs/heads/main")));
        int execution = StartBody.of("snap").start(ci);
        String path = "/v1/test-executions/" + execution;
        assertThat(ci.post(path + "/test-results", Posted.results("case-", 3)).status())
                .isEqualTo(200);
        assertThat(ci.patch(path, "{\"status\": \"COMPLETED\"}").status()).isEqualTo(200);
        assertThat(ci.get(path + "/test-results").json().size()).isEqualTo(3);
        assertThat(ci.get("/v1/applications").status()).isEqualTo(403);
    }

    @Test
    void theLogSaysWhyAndNeverShowsTheToken() {
        trusted(ISSUER);
        String token = ISSUER.sign(Map.of("sub", "a\n\"b\u202E" + "c".repeat(500)));
        try (LogLines log = new LogLines()) {
            assertAnonymous(token);
            assertThat(log.lines()).singleElement().satisfies(line -> {
                assertThat(line)
                        .startsWith("Token refused issuer=\"" + ISSUER.name())
                        .contains("subject=\"a\\u000a\\u0022b\\u202ec")
                        .contains("no trust accepts it; its audience is [assay]")
                        .hasSizeLessThan(600);
                assertThat(line).doesNotContain(token.split("\\.")[2]).doesNotContain(token.split("\\.")[1]);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token.actions.githubusercontent.com",
                "http://gitlab.example.com",
                "ftp://gitlab.example.com",
                "file:///etc/passwd",
                "https://",
                "https://a b",
                "https://user:password@gitlab.example.com",
                "https://gitlab.example.com=http://keys.example.com",
                "https://gitlab.example.com="
            })
    void anIssuerIsAnHttpsUrl(String issuers) {
        assertRefused(Map.of("assay.workload.issuers", issuers), "WORKLOAD_ISSUERS");
    }

    @Test
    void authoritiesAreInAFile() {
        assertRefused(
                Map.of("assay.workload.issuers", ISSUER.name(), "assay.issuer.ca-file", "/no/such/ca.crt"),
                "ISSUER_CA_FILE");
        assertRefused(Map.of("assay.issuer.ca-file", "/dev/null"), "ISSUER_CA_FILE");
    }

    @Test
    void aClustersOwnAuthorityIsTrustedWhereTheOperatorNamesIt(@TempDir Path directory) {
        try (TokenIssuer cluster = TokenIssuer.startTls(directory);
                TestServer knowing = TestServer.start(Map.of(
                        "assay.workload.issuers",
                        cluster.name(),
                        "assay.issuer.ca-file",
                        directory.resolve("ca.crt").toString()));
                TestServer unknowing =
                        TestServer.start(knowing.database(), Map.of("assay.workload.issuers", cluster.name()))) {
            knowing.key(VIEW_TEST);
            knowing.database()
                    .execute(
                            "INSERT INTO application_trust (application_id, name, issuer, audience, conditions, created_at,"
                                    + " updated_at) SELECT id, 'cluster', '" + cluster.name()
                                    + "', 'assay', '{\"sub\": [\"" + SUBJECT
                                    + "\"]}', now(), now() FROM application");
            String token = cluster.sign(Map.of());
            assertThat(knowing.anonymous().withKey(token).get(READ).status()).isEqualTo(404);
            assertThat(unknowing.anonymous().withKey(token).get(READ).status()).isEqualTo(403);
        }
    }

    @Test
    void plainHttpServesOnADevelopersMachine() {
        try (ApplicationContext context = ApplicationContext.run(Map.of(
                "assay.development.enabled", true,
                "assay.workload.issuers", "http://dex.dev.svc:5556/dex, ,https://token.example/",
                "datasources.default.enabled", false))) {
            assertThat(context.getBean(Issuers.class).names())
                    .containsExactly("http://dex.dev.svc:5556/dex", "https://token.example/");
        }
    }

    private static void assertRefused(Map<String, Object> settings, String key) {
        assertThatThrownBy(() -> TestServer.start(settings))
                .satisfies(failure -> assertThat(RefusedSetting.in((RuntimeException) failure))
                        .isInstanceOf(RefusedSetting.class)
                        .hasMessageStartingWith(key + " names '"));
    }

    private static void assertAccepted(String token) {
        assertThat(SERVER.anonymous().withKey(token).get(READ).status()).isEqualTo(404);
    }

    private static void assertAnonymous(String token) { // AUTH-1
        TestResponse answer = SERVER.anonymous().withKey(token).get(READ);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
    }

    /** Trusts all tokens with the issuer's default claims. Only once for each issuer, because two trusts would conflict. */
    private static void trusted(TokenIssuer issuer) {
        if (TRUSTED.add(issuer)) {
            put(application(), "all", issuer.name(), "assay", "'sub': ['" + SUBJECT + "']");
        }
    }

    /**
     * Creates an application that may view tests, with a trust called {@code ci}; {@code %1$d} in the conditions becomes a
     * unique number.
     */
    private static int trust(String issuer, String audience, String conditions) {
        int application = application();
        put(application, "ci", issuer, audience, conditions.formatted(MADE.get()));
        return application;
    }

    private static int application() {
        return ADMIN.post(
                        "/v1/applications",
                        "{\"name\": \"workload %d\", \"permissions\": [\"view_test\"]}"
                                .formatted(MADE.incrementAndGet()))
                .number("id");
    }

    private static void put(int application, String name, String issuer, String audience, String conditions) {
        TestResponse made = ADMIN.put(
                "/v2/applications/%d/trusts/%s".formatted(application, name),
                "{'issuer': '%s', 'audience': '%s', 'conditions': {%s}}"
                        .formatted(issuer, audience, conditions)
                        .replace('\'', '"'));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }
}
