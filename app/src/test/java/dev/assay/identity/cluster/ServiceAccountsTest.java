package dev.assay.identity.cluster;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.RefusedSetting;
import dev.assay.testing.LogLines;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestCluster;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs in the cluster that use the token of their service account (docs/in-cluster.md, docs/adr/0028). */
class ServiceAccountsTest {
    private static final String READ = "/v1/test-executions/0";
    private static final AtomicInteger MADE = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static TestCluster cluster;
    private static TestServer server;
    /** A second server on the same database, which does not cache answers and does not wait long. */
    private static TestServer quick;

    private static TestClient admin;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(directory);
        server = TestServer.start(settings(Map.of()));
        quick = TestServer.start(
                server.database(),
                settings(Map.of(
                        "assay.cluster.kept", "300ms",
                        "assay.cluster.refused-kept", "300ms",
                        "assay.cluster.timeout", "1s")));
        admin = server.as(ADD_APPLICATION, CHANGE_APPLICATION, VIEW_APPLICATION);
    }

    @AfterAll
    static void close() {
        quick.close();
        server.close();
        cluster.close();
    }

    @AfterEach
    void asUsual() {
        cluster.answersAsUsual();
        cluster.rotate("own-token-1");
    }

    @Test
    void aServiceAccountIsTheApplicationThatTrustsIt() {
        int application = trusting("team-a", "runner");

        TestResponse me = as(server, cluster.token("team-a", "runner")).get("/v1/applications/me");

        assertThat(me.number("id")).isEqualTo(application);
        assertAccepted(server, cluster.token("team-a", "runner"));
        assertAnonymous(server, cluster.token("team-a", "default"));
        assertAnonymous(server, cluster.token("team-b", "runner"));
    }

    @Test
    void theClusterIsAskedOnceForManyRequests() {
        trusting("many", "runner");
        String token = cluster.token("many", "runner");
        int before = cluster.reviews();

        List<Integer> answers =
                Together.call(12, i -> as(server, token).get(READ).status());
        IntStream.range(0, 12).forEach(i -> assertAccepted(server, token));

        assertThat(answers).containsOnly(404);
        assertThat(cluster.reviews()).isEqualTo(before + 1);
    }

    @Test
    void permissionsAndTrustsActAtOnce() { // AUTH-11
        int application = trusting("at-once", "runner");
        String token = cluster.token("at-once", "runner");
        assertAccepted(server, token);
        int before = cluster.reviews();

        admin.patch("/v1/applications/" + application, "{\"permissions\": [\"view_user\"]}");
        assertAnonymous(server, token);
        admin.patch("/v1/applications/" + application, "{\"permissions\": [\"view_test\"]}");
        assertAccepted(server, token);
        admin.delete("/v2/applications/" + application + "/trusts/cluster");
        assertAnonymous(server, token);
        assertThat(cluster.reviews()).isEqualTo(before);
    }

    @Test
    void aTokenThatEndedInTheClusterEndsHere() {
        trusting("ends", "runner");
        String token = cluster.token("ends", "runner");
        assertAccepted(quick, token);

        cluster.delete(token);

        until(() -> as(quick, token).get(READ).status() == 403);
    }

    @Test
    void aRefusalIsKeptForAWhile() {
        trusting("late", "runner");
        String token = cluster.token("late", "runner");
        cluster.delete(token);
        int before = cluster.reviews();

        IntStream.range(0, 5).forEach(i -> assertAnonymous(server, token));
        assertThat(cluster.reviews()).isEqualTo(before + 1);

        assertAnonymous(quick, token);
        cluster.answers(answer -> new TestCluster.Answer(201, confirmed("late", "'assay'")));
        until(() -> as(quick, token).get(READ).status() == 404);
    }

    @Test
    void noAnswerIsKeptBeyondTheTokensEnd() {
        trusting("short", "runner");
        String token = cluster.token(
                "short", "runner", Map.of("exp", Instant.now().plusSeconds(4).getEpochSecond()));
        assertAccepted(server, token);
        int before = cluster.reviews();

        until(() -> as(server, token).get(READ).status() == 403);

        assertThat(cluster.reviews()).isEqualTo(before);
    }

    @Test
    void theClusterIsNotAskedInVain() {
        trusting("vain", "runner");
        int before = cluster.reviews();

        assertAnonymous(server, cluster.token("vain", "runner", Map.of("aud", "vault")));
        assertAnonymous(
                server, cluster.token("vain", "runner", Map.of("aud", List.of("https://kubernetes.default.svc"))));
        assertAnonymous(server, cluster.token("vain", "runner", Map.of("aud", "absent")));
        assertAnonymous(server, cluster.token("vain", "runner", Map.of("exp", "absent")));
        assertAnonymous(
                server,
                cluster.token("vain", "runner", Map.of("exp", Instant.now().getEpochSecond() - 1)));
        assertAnonymous(server, cluster.token("vain", "runner", Map.of("padding", "x".repeat(8 * 1024))));
        assertAnonymous(server, cluster.token("vain", "runner", Map.of("iss", "https://token.example")));
        assertAnonymous(server, "a.b.c");
        assertAnonymous(server, "to_key");

        assertThat(cluster.reviews()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'https://kubernetes.default.svc'",
                "'vault', 'assay2'",
                "",
            })
    void theAnswerHasToNameOurAudience(String audiences) {
        trusting("meant", "runner", () -> {
            cluster.answers(answer -> new TestCluster.Answer(201, confirmed("meant", "'assay'")));
            assertAccepted(server, cluster.token("meant", "runner"));

            cluster.answers(answer -> new TestCluster.Answer(201, confirmed("meant", audiences)));

            assertAnonymous(server, cluster.token("meant", "runner"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "alice, system:authenticated",
        "system:node:worker-1, system:nodes",
        "system:serviceaccount:other:runner, system:authenticated",
        "system:serviceaccount:other:runner, system:serviceaccounts:other",
        "system:serviceaccount:other:runner, 'system:serviceaccounts,system:serviceaccounts:another'",
        "system:serviceaccount:other:runner:x, 'system:serviceaccounts,system:serviceaccounts:other'",
        "system:serviceaccount:OTHER:runner, 'system:serviceaccounts,system:serviceaccounts:OTHER'",
        "'', system:serviceaccounts",
    })
    void usersOfOtherKindsAreAnonymous(String user, String groups) {
        trusting("*", "*", () -> {
            cluster.answers(answer -> new TestCluster.Answer(
                    201,
                    confirmed("other", "'assay'")
                            .replace("system:serviceaccount:other:runner", user)
                            .replaceFirst(
                                    "\"groups\":\\[[^]]*]", "\"groups\":[\"" + groups.replace(",", "\",\"") + "\"]")));
            assertAnonymous(server, cluster.token("other", "runner"));
            cluster.answers(answer -> new TestCluster.Answer(201, confirmed("other", "'assay'")));
            assertAccepted(server, cluster.token("other", "runner"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\": {}}",
                "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\": {\"user\": {}}}",
                "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\":"
                        + " {\"authenticated\": true, \"audiences\": [\"assay\"]}}",
                "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\":"
                        + " {\"authenticated\": true, \"audiences\": [\"assay\"], \"user\": {}}}",
            })
    void missingFieldsAreARefusal(String answer) {
        cluster.answers(usual -> new TestCluster.Answer(201, answer));
        assertAnonymous(server, cluster.token("left", "out"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "201 | {\"kind\": \"TokenReview\"",
                "201 | []",
                "201 | null",
                "201 | 7",
                "201 | {\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": {\"authenticated\": true}}",
                "201 | {\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\"}",
                "201 | {\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\": \"good\"}",
                "200 | <html>sign on first</html>",
                "201 | ''",
                "204 | ''",
                "302 | ''",
                "400 | {}",
                "401 | {}",
                "403 | {}",
                "429 | {}",
                "500 | {}",
                "503 | {}",
            })
    void anInvalidAnswerIsAnOutageUntilTheNextAnswer(int status, String body) {
        trusting("broken", "runner", () -> {
            String token = cluster.token("broken", "runner");
            cluster.answers(usual -> new TestCluster.Answer(status, Map.of("Location", "/elsewhere"), body));

            TestResponse refused = as(server, token).get(READ);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            cluster.answersAsUsual();
            assertAccepted(server, token);
        });
    }

    @Test
    void anAnswerHasALongestLength() {
        trusting("long", "runner");
        String token = cluster.token("long", "runner");
        cluster.answers(usual -> new TestCluster.Answer(201, usual.body() + " ".repeat(64 * 1024)));
        assertThat(as(server, token).get(READ).status()).isEqualTo(503);

        int most = 60_000;
        cluster.answers(usual -> new TestCluster.Answer(201, usual.body() + " ".repeat(most)));
        assertAccepted(server, token);
    }

    @Test
    void anOutageIsNoWrongTokenAndEnds() {
        trusting("outage", "runner");
        String known = cluster.token("outage", "runner");
        String unknown = cluster.token("outage", "runner");
        assertAccepted(server, known);
        cluster.stop();
        try {
            TestResponse refused = as(server, unknown).get("/v2/applications/1/trusts");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("detail"))
                    .isEqualTo("The token cannot be checked: the cluster's API server does not answer");
            assertThat(refused.text("hint")).contains("Send it again in a moment");
            assertAccepted(server, known);
            assertThat(as(server, unknown).get("/v1/applications/me").status()).isEqualTo(503);
            assertThat(server.anonymous().get("/v1/version").status()).isEqualTo(200);
            assertThat(as(server, server.key()).get("/v1/applications/me").status())
                    .isEqualTo(200);
        } finally {
            cluster.startAgain();
        }
        assertAccepted(server, unknown);
    }

    @Test
    void noAnswerIsNotWaitedForLong() {
        trusting("slow", "runner");
        String token = cluster.token("slow", "runner");
        CountDownLatch held = new CountDownLatch(1);
        cluster.holds(held);
        int before = cluster.reviews();
        long begun = System.nanoTime();
        try {
            List<Integer> answers =
                    Together.call(10, i -> as(quick, token).get(READ).status());
            assertThat(answers).containsOnly(503);
            assertThat(cluster.reviews()).isEqualTo(before + 1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
        } finally {
            held.countDown();
        }
        assertAccepted(quick, token);
    }

    @Test
    void onlySoManyTokensAreAskedAboutAtOnce(@TempDir Path another) {
        CountDownLatch held = new CountDownLatch(1);
        try (TestCluster busy = TestCluster.start(another);
                TestServer asking = TestServer.start(server.database(), busy.settings())) {
            trusting("busy", "runner");
            busy.holds(held);
            List<Integer> answers = Together.call(21, i -> {
                if (i < 20) {
                    return as(asking, busy.token("busy", "runner")).get(READ).status();
                }
                until(() -> busy.reviews() == 16);
                held.countDown();
                return 404;
            });
            assertThat(answers).containsOnly(404);
            assertThat(busy.reviews()).isEqualTo(20);
            assertThat(busy.mostAtOnce()).isEqualTo(16);
        }
    }

    @Test
    void ourOwnTokenIsReadForEachRequest() {
        trusting("rotated", "runner");
        assertAccepted(server, cluster.token("rotated", "runner"));
        cluster.rotate("own-token-2");
        assertAccepted(server, cluster.token("rotated", "runner"));
    }

    @ParameterizedTest
    @CsvSource({
        // Patterns that match, the best first
        "p1, runner, p1, *",
        "p2, runner, p2, run*",
        "p3, *, p*, runner",
        "p4, *r, *, runner",
        "p5-*, *, p5*, runner",
        "p6*, runner, p6*, *",
        "p7*, runn*, p7*, run*",
        "*-p8*, *, *, *",
        "p9, *, *9, *",
    })
    void theMoreExactOfTwoTrustsCounts(String namespace, String account, String otherNamespace, String otherAccount) {
        String caller = namespace.replace("*", "-x");
        String name = "runner";
        int other = trusting(otherNamespace, otherAccount);
        int exact = trusting(namespace, account);
        try {
            assertThat(as(server, cluster.token(caller, name))
                            .get("/v1/applications/me")
                            .number("id"))
                    .isEqualTo(exact);
            forget(exact);
            assertThat(as(server, cluster.token(caller, name))
                            .get("/v1/applications/me")
                            .number("id"))
                    .isEqualTo(other);
        } finally {
            forget(other);
            forget(exact);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abc, *, true",
        "abc, a*, true",
        "abc, *c, true",
        "abc, a*c, true",
        "abc, *b*, true",
        "abc, **, true",
        "abc, abc*, true",
        "abc, ab, false",
        "abc, bc, false",
        "abc, *b, false",
        "abc, b*, false",
        "a-c, a.c, false",
    })
    void aStarIsAnyNumberOfCharacters(String account, String pattern, boolean fits) {
        int application = trusting("stars", pattern);
        try {
            assertThat(as(server, cluster.token("stars", account)).get(READ).status())
                    .isEqualTo(fits ? 404 : 403);
        } finally {
            forget(application);
        }
    }

    @Test
    void twoApplicationsThatMatchEquallyAreAnonymous() {
        trusting("two-*", "runner");
        int second = trusting("*-two", "runner");
        String token = cluster.token("two-two", "runner");
        try (LogLines log = new LogLines()) {
            assertAnonymous(server, token);
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("Token refused issuer=")
                            .contains("system:serviceaccount:two-two:runner", "trusts of several applications"));
        }
        forget(second);
        assertAccepted(server, token);
    }

    @Test
    void oneApplicationMayTrustTwice() {
        int application = trusting("twice-*", "runner");
        put(application, "again", "*-twice", "runner");
        assertAccepted(server, cluster.token("twice-twice", "runner"));
    }

    @Test
    void theLogSaysWhyAndNeverShowsTheTokens() {
        int application = trusting("told", "runner");
        String accepted = cluster.token("told", "runner");
        String refused = cluster.token("told", "default");
        String invalid = cluster.token("told", "runner");
        String unanswered = cluster.token("told", "runner");
        cluster.delete(invalid);
        try (LogLines log = new LogLines()) {
            assertAccepted(server, accepted);
            assertAnonymous(server, refused);
            assertAnonymous(server, invalid);
            for (int status : new int[] {401, 403, 201}) {
                cluster.answers(usual -> new TestCluster.Answer(status, "{\"token\": \"" + unanswered));
                assertThat(as(server, unanswered).get(READ).status()).isEqualTo(503);
            }
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("Token refused", "system:serviceaccount:told:default", "no trust accepts it")
                            .contains("pod default-pod"))
                    .anySatisfy(line ->
                            assertThat(line).contains("Token refused", "service account token has been invalidated"))
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "cannot be asked",
                                    "own token",
                                    directory.resolve("token").toString()))
                    .anySatisfy(line -> assertThat(line).contains("cannot be asked", "may create tokenreviews"))
                    .anySatisfy(line -> assertThat(line).contains("cannot be asked", "not a TokenReview"));
            for (String token : List.of(accepted, refused, invalid, unanswered)) {
                String signature = token.split("\\.")[2];
                assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains(signature));
            }
            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains("own-token-1"));
        }
        forget(application);
    }

    @Test
    void theAuditLogNamesTheServiceAccountAndItsPod() {
        int application = trusting("audited", "runner");
        admin.patch("/v1/applications/" + application, "{\"permissions\": [\"change_team\"]}");
        TestClient caller = as(server, cluster.token("audited", "runner"));
        assertThat(caller.post("/v1/teams", "{\"name\": \"of the cluster\", \"permissions\": []}")
                        .status())
                .isEqualTo(201);
        assertThat(server.database().rows("""
                        SELECT principal, principal_name FROM audit_entry WHERE resource = 'team' ORDER BY id DESC LIMIT 1
                        """))
                .containsExactly(List.of(
                        "application:" + application,
                        "cluster %d (system:serviceaccount:audited:runner, pod runner-pod)".formatted(MADE.get())));
    }

    @Test
    void refusedTokensAreFailedSignOnsAndOutagesAreNot() {
        try (TestServer strict = TestServer.start(settings(Map.of("assay.limits.failed-sign-ons-per-minute", 2)))) {
            cluster.stop();
            try {
                for (int i = 0; i < 4; i++) {
                    assertThat(as(strict, cluster.token("limited", "runner"))
                                    .get(READ)
                                    .status())
                            .isEqualTo(503);
                }
            } finally {
                cluster.startAgain();
            }
            String refused = cluster.token("limited", "runner");
            assertAnonymous(strict, refused);
            assertAnonymous(strict, cluster.token("limited", "runner", Map.of("aud", "vault")));
            assertThat(as(strict, refused).get(READ).status()).isEqualTo(429);
            assertThat(as(strict, strict.key()).get("/v1/applications/me").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTrustInServiceAccountsIsCreatedReplacedListedAndDeleted() {
        int application = application();
        String path = "/v2/applications/" + application + "/trusts";
        TestResponse made = put(application, "ci", "team-*", "*");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("kubernetes", "namespace")).isEqualTo("team-*");
        assertThat(made.text("kubernetes", "service_account")).isEqualTo("*");
        assertThat(made.at("issuer").isNull()).isTrue();
        assertThat(made.at("audience").isNull()).isTrue();
        assertThat(made.at("conditions").isNull()).isTrue();
        assertThat(made.at("issuer_named").getBooleanValue()).isTrue();

        TestResponse other = admin.put(
                path + "/ci",
                "{\"issuer\": \"https://token.example\", \"conditions\": {\"sub\": [\"repo:acme/gadget:*\"]}}");
        assertThat(other.status()).as(other.body()).isEqualTo(200);
        assertThat(other.at("kubernetes").isNull()).isTrue();
        assertThat(other.text("audience")).isEqualTo("assay");
        assertThat(put(application, "ci", "team-a", "runner").status()).isEqualTo(200);

        TestResponse list = admin.get(path);
        assertThat(list.at("items").size()).isEqualTo(1);
        assertThat(list.text("items", 0, "kubernetes", "namespace")).isEqualTo("team-a");
        assertThat(admin.delete(path + "/ci").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kubernetes': {}}",
                "{'kubernetes': {'namespace': 'a'}}",
                "{'kubernetes': {'namespace': 'a', 'service_account': null}}",
                "{'kubernetes': {'namespace': '', 'service_account': '*'}}",
                "{'kubernetes': {'namespace': 'A', 'service_account': '*'}}",
                "{'kubernetes': {'namespace': 'a%', 'service_account': '*'}}",
                "{'kubernetes': {'namespace': 'a_b', 'service_account': '*'}}",
                "{'kubernetes': {'namespace': 'a', 'service_account': 'a/b'}}",
                "{'kubernetes': {'namespace': 'a', 'service_account': 'a:b'}}",
                "{'kubernetes': {'namespace': 'a.b', 'service_account': '*'}}",
                "{'kubernetes': {'namespace': 'a', 'service_account': '*'}, 'issuer': 'https://token.example'}",
                "{'kubernetes': {'namespace': 'a', 'service_account': '*'}, 'conditions': {'sub': ['x']}}",
                "{'kubernetes': {'namespace': 'a', 'service_account': '*'}, 'audience': 'vault'}",
            })
    void invalidPatternsAreRefused(String body) {
        int application = application();
        TestResponse refused = admin.put("/v2/applications/" + application + "/trusts/x", body.replace('\'', '"'));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    }

    @Test
    void aServerThatAsksNoClusterSaysSo() {
        TestServer plain = TestServer.shared();
        TestClient changer = plain.as(CHANGE_APPLICATION, ADD_APPLICATION);
        int id = changer.post("/v1/applications", "{\"name\": \"plain\", \"permissions\": []}")
                .number("id");
        TestResponse refused = changer.put(
                "/v2/applications/" + id + "/trusts/x",
                "{\"kubernetes\": {\"namespace\": \"a\", \"service_account\": \"*\"}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("hint")).contains("KUBERNETES_TOKEN_REVIEW=true");
    }

    @ParameterizedTest
    @CsvSource({
        "KUBERNETES_TOKEN_REVIEW, assay.cluster.service-host, ''",
        "KUBERNETES_TOKEN_AUDIENCE, assay.cluster.audience, ' '",
        "KUBERNETES_CA_FILE, assay.cluster.ca-file, /no/such/ca.crt",
        "KUBERNETES_CA_FILE, assay.cluster.ca-file, /dev/null",
        "KUBERNETES_TOKEN_FILE, assay.cluster.token-file, /no/such/token",
        "KUBERNETES_TOKEN_FILE, assay.cluster.token-file, /dev/null",
        "KUBERNETES_API_URL, assay.cluster.api-url, cluster.example.com",
        "KUBERNETES_API_URL, assay.cluster.api-url, http://cluster.example.com",
        "KUBERNETES_API_URL, assay.cluster.api-url, https://a b",
        "KUBERNETES_API_URL, assay.cluster.service-host, a b",
    })
    void aSettingThatCannotBeRightIsRefused(String key, String property, String value) {
        assertThatThrownBy(() -> TestServer.start(server.database(), settings(Map.of(property, value))))
                .satisfies(failure -> assertThat(RefusedSetting.in((RuntimeException) failure))
                        .isInstanceOf(RefusedSetting.class)
                        .hasMessageStartingWith(key + " "));
    }

    private static Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(cluster.settings());
        settings.put("assay.limits.failed-sign-ons-per-minute", 0);
        settings.putAll(more);
        return settings;
    }

    /** The answer of the cluster for the account {@code runner}. */
    private static String confirmed(String namespace, String audiences) {
        return """
                {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","status":{"authenticated":true,\
                "audiences":[%2$s],"user":{"username":"system:serviceaccount:%1$s:runner",\
                "groups":["system:serviceaccounts","system:serviceaccounts:%1$s","system:authenticated"]}}}\
                """.formatted(namespace, audiences.replace('\'', '"'));
    }

    private static TestClient as(TestServer one, String token) {
        return one.anonymous().withKey(token);
    }

    private static void assertAccepted(TestServer one, String token) {
        TestResponse answer = as(one, token).get(READ);
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    }

    private static void assertAnonymous(TestServer one, String token) { // AUTH-1
        TestResponse answer = as(one, token).get(READ);
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
    }

    /** Repeats the request until the result is as expected. */
    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Creates an application that may view tests and trusts these accounts. */
    private static int trusting(String namespace, String account) {
        int application = application();
        TestResponse made = put(application, "cluster", namespace, account);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return application;
    }

    private static void trusting(String namespace, String account, Runnable meanwhile) {
        int application = trusting(namespace, account);
        try {
            meanwhile.run();
        } finally {
            forget(application);
        }
    }

    private static void forget(int application) {
        admin.delete("/v2/applications/" + application + "/trusts/cluster");
    }

    private static int application() {
        return admin.post(
                        "/v1/applications",
                        "{\"name\": \"cluster %d\", \"permissions\": [\"view_test\"]}"
                                .formatted(MADE.incrementAndGet()))
                .number("id");
    }

    private static TestResponse put(int application, String name, String namespace, String account) {
        return admin.put(
                "/v2/applications/%d/trusts/%s".formatted(application, name),
                "{\"kubernetes\": {\"namespace\": \"%s\", \"service_account\": \"%s\"}}".formatted(namespace, account));
    }
}
