package dev.assay.notification.delivery;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.RefusedSetting;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cards in Jira for reviewers; the test plays Jira. */
class ReviewCardTest {
    private static final AtomicReference<Function<Receiver.Got, Receiver.Answer>> ANSWERS = new AtomicReference<>();
    private static final AtomicInteger MADE = new AtomicInteger(100);
    private static Receiver jira;
    private static Desk desk;

    private final People.User ada = desk.people().user();

    ReviewCardTest() {
        ANSWERS.set(ReviewCardTest::asJira);
    }

    @BeforeAll
    static void open() throws IOException {
        jira = new Receiver(got -> ANSWERS.get().apply(got));
        desk = Desk.open(Map.of(
                "assay.outbound.allowed-hosts", "", // Jira's address is a setting, so it need not be allowed
                "assay.jira.cloud-id", "cloud",
                "assay.jira.email", "bot@example.com",
                "assay.jira.api-token", "t0ken",
                "assay.jira.url", jira.url("/ex/jira/cloud")));
    }

    @AfterAll
    static void close() {
        desk.close();
        jira.close();
    }

    /** A Jira that knows every user and has no issues yet. */
    private static Receiver.Answer asJira(Receiver.Got got) {
        if (got.uri().contains("/user/search")) {
            return Receiver.Answer.json("[{\"accountId\": \"id of %s\", \"x\": 1}, {\"accountId\": \"other\"}]"
                    .formatted(decoded(got.uri()).replaceFirst(".*query=", "")));
        }
        return got.uri().contains("/search/jql")
                ? Receiver.Answer.json("{\"issues\": []}")
                : new Receiver.Answer(
                        201, "{\"id\": \"1\", \"key\": \"SNAP-%d\"}".formatted(MADE.incrementAndGet()), Map.of());
    }

    @Test
    void aCardIsMadeForEachNewReviewer() throws Exception { // NOTIF-20, NOTIF-22, NOTIF-23, EXT-8, EXT-9, ART-PATCH-22
        int artefact = desk.artefact("core \"24\"", "1.0");
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-77\", \"reviewer_ids\": [%d]}".formatted(ada.id()));
        assertThat(jira.left()).as("the request does not wait (N4)").isZero();

        desk.sendDue();

        Receiver.Got search = jira.next();
        assertThat(search.method()).isEqualTo("GET");
        assertThat(search.uri()).isEqualTo("/ex/jira/cloud/rest/api/3/user/search?query=" + ada.handle());
        assertThat(search.header("Authorization"))
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString("bot@example.com:t0ken".getBytes(StandardCharsets.UTF_8)));
        Receiver.Got create = jira.next();
        assertThat(create.method()).isEqualTo("POST");
        assertThat(create.uri()).isEqualTo("/ex/jira/cloud/rest/api/3/issue");
        assertThat(json(create.body())).isEqualTo(json("""
                {"fields": {
                  "project": {"key": "SNAP"},
                  "parent": {"key": "SNAP-77"},
                  "issuetype": {"name": "Task"},
                  "assignee": {"accountId": "id of %s"},
                  "summary": "Review core \\"24\\" version 1.0 - %s",
                  "description": {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "Review artefact and test environments for artefact core \\"24\\" version 1.0\\n\\nArtefact page: http://localhost:30001/snaps/%d"}]}]}
                }}""".formatted(ada.handle(), ada.name(), artefact)));
        assertThat(jira.left()).isZero();
        assertThat(desk.states(ada)).containsExactly("delivered 1");
        assertThat(desk.server().as(ada).get(Desk.DELIVERIES).text("items", 0, "issue_key"))
                .isEqualTo("SNAP-" + MADE.get());

        People.User ben = desk.people().user();
        desk.assign(artefact, ada, ben);
        desk.sendDue();
        assertThat(jira.next().uri()).endsWith(ben.handle());
        assertThat(jira.next().body()).contains(ben.name());
        assertThat(jira.left()).isZero();
    }

    @Test
    void assigningAgainMakesAnotherCard() throws Exception { // NOTIF-24
        int artefact = desk.artefact("twice", "1");
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-1\", \"reviewer_ids\": [%d]}".formatted(ada.id()));
        desk.sendDue();
        desk.patch(artefact, "{\"reviewer_ids\": []}");
        desk.assign(artefact, ada);
        desk.sendDue();

        assertThat(desk.states(ada)).containsExactly("delivered 1", "delivered 1");
        drain(4);
    }

    @Test
    void withoutAnIssueThereIsNoCard() { // NOTIF-20
        int artefact = desk.artefact("no-issue", "1");
        desk.assign(artefact, ada);
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-1\"}");
        desk.patch(
                artefact,
                "{\"jira_issue\": \"\", \"reviewer_ids\": [%d]}"
                        .formatted(desk.people().user().id()));
        desk.patch(artefact, "{\"jira_issue\": null, \"reviewer_ids\": [%d]}".formatted(ada.id()));

        desk.sendDue();

        assertThat(desk.states(ada)).isEmpty();
        assertThat(jira.left()).isZero();
    }

    @Test
    void aRandomlyAssignedReviewerGetsACardToo() throws Exception { // TE-ASSIGN-09
        TestServer server = desk.server();
        StartBody body = StartBody.of("snap");
        int execution = body.start(server.as(CHANGE_TEST));
        int artefact = desk.number("""
                SELECT b.artefact_id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                WHERE e.id = %d""".formatted(execution));
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-9\"}");
        int team = desk.people().team();
        desk.people().join(team, ada);
        desk.people().rule(team, "snap", Map.of("name", body.text("name")));

        body.with("needs_assignment", true).start(server.as(CHANGE_TEST));
        body.with("needs_assignment", true).start(server.as(CHANGE_TEST));
        desk.sendDue();

        drain(1);
        assertThat(jira.next().body()).contains("\"key\":\"SNAP-9\"", ada.name());
        assertThat(jira.left()).isZero();
    }

    @Test
    void usersThatJiraDoesNotKnowGetNoCard() throws Exception { // NOTIF-22
        People.User ben = desk.people().user();
        People.User cid = desk.people().user();
        desk.server().database().execute("UPDATE app_user SET launchpad_handle = NULL WHERE id = " + ada.id());
        ANSWERS.set(got -> got.uri().contains(ben.handle()) ? Receiver.Answer.json("[]") : asJira(got));
        int artefact = desk.artefact("unfound", "1");
        desk.patch(
                artefact,
                "{\"jira_issue\": \"SNAP-1\", \"reviewer_ids\": [%d, %d, %d]}".formatted(ada.id(), ben.id(), cid.id()));
        desk.patch(artefact, "{\"reviewer_ids\": [%d, %d]}".formatted(ada.id(), ben.id()));

        desk.sendDue();

        assertThat(desk.states(ada))
                .containsExactly("skipped 1 The user has no Launchpad handle, which is needed to find them in Jira");
        assertThat(desk.states(ben)).containsExactly("skipped 1 Jira has no user with this Launchpad handle");
        assertThat(desk.states(cid)).containsExactly("skipped 1 The user no longer reviews the artefact");
        drain(1);
        assertThat(jira.left()).isZero();
    }

    @Test
    void aFailureForOneDoesNotStopOthers() throws Exception { // NOTIF-21
        People.User ben = desk.people().user();
        ANSWERS.set(got -> got.body().contains(ada.name()) ? Receiver.Answer.of(400) : asJira(got));
        desk.patch(
                desk.artefact("partly", "1"),
                "{\"jira_issue\": \"SNAP-1\", \"reviewer_ids\": [%d, %d]}".formatted(ada.id(), ben.id()));

        desk.sendDue();

        assertThat(desk.states(ada)).containsExactly("failed 1 The answer was 400");
        assertThat(desk.states(ben)).containsExactly("delivered 1");
        drain(4);
    }

    @Test
    void aWrongTokenCanBeSetRight() throws Exception {
        ANSWERS.set(_ -> Receiver.Answer.of(401));
        desk.patch(
                desk.artefact("token", "1"),
                "{\"jira_issue\": \"SNAP-1\", \"reviewer_ids\": [%d]}".formatted(ada.id()));

        desk.sendDue();

        assertThat(desk.states(ada)).containsExactly("pending 1 Jira answered 401: see JIRA_EMAIL and JIRA_API_TOKEN");
        ANSWERS.set(ReviewCardTest::asJira);
        desk.passTime();
        desk.sendDue();
        assertThat(desk.states(ada)).containsExactly("delivered 2");
        drain(4);
    }

    @Test
    void aSecondAttemptFirstSearchesForTheCard() throws Exception {
        int artefact = desk.artefact("unsure", "1");
        AtomicInteger creations = new AtomicInteger();
        String summary = "Review unsure version 1 - " + ada.name();
        ANSWERS.set(got -> {
            if (got.method().equals("POST")) {
                creations.incrementAndGet();
                return Receiver.Answer.of(-1); // made, but the answer is lost
            }
            return got.uri().contains("/search/jql")
                    ? Receiver.Answer.json("""
                    {"issues": [
                      {"key": "SNAP-%d", "fields": {"summary": "%s", "assignee": {"accountId": "id of %s"}}},
                      {"key": "X-1", "fields": {"summary": "another", "assignee": {"accountId": "id of %s"}}},
                      {"key": "X-2", "fields": {"summary": "%s", "assignee": null}},
                      {"key": "X-3", "fields": {"summary": "%s", "assignee": {"accountId": "id of %s"}}}
                    ]}""".formatted(
                                    MADE.get(), summary, ada.handle(), ada.handle(), summary, summary, ada.handle()))
                    : asJira(got);
        });
        // A card with the same text, but for another delivery
        desk.server().database().execute("""
                INSERT INTO notification_delivery (user_id, kind, state, issue_key)
                VALUES (%d, 'review_card', 'delivered', 'SNAP-%d')""".formatted(ada.id(), MADE.get()));
        desk.patch(artefact, "{\"jira_issue\": \"SNAP-\\\"5\", \"reviewer_ids\": [%d]}".formatted(ada.id()));

        desk.sendDue();
        assertThat(desk.states(ada).getFirst()).isEqualTo("pending 1 There was no answer");
        desk.passTime();
        desk.sendDue();

        assertThat(creations).hasValue(1);
        assertThat(desk.server().as(ada).get(Desk.DELIVERIES).text("items", 0, "issue_key"))
                .isEqualTo("X-3");
        drain(3);
        String search = decoded(jira.next().uri());
        assertThat(search)
                .contains("jql=parent = \"SNAP-\\\"5\" AND created >= \"-5m\"")
                .contains("fields=summary,assignee");
        assertThat(jira.left()).isZero();
    }

    @Test
    void withoutSettingsCardsAreSkipped() { // NOTIF-21
        try (Desk without = Desk.open(Map.of())) {
            People.User eve = without.people().user();
            without.patch(
                    without.artefact("unset", "1"),
                    "{\"jira_issue\": \"SNAP-1\", \"reviewer_ids\": [%d]}".formatted(eve.id()));

            without.sendDue();

            assertThat(without.states(eve)).singleElement().asString().startsWith("skipped 1 Jira is not configured");
        }
    }

    @Test
    void halfASettingKeepsTheServerFromStarting() {
        assertThatThrownBy(() -> {
                    try (TestServer server =
                            TestServer.start(Map.of("assay.jira.cloud-id", "c", "assay.jira.email", "e"))) {
                        server.anonymous();
                    }
                })
                .satisfies(failure -> assertThat(RefusedSetting.in((RuntimeException) failure))
                        .isInstanceOf(RefusedSetting.class)
                        .hasMessageStartingWith("JIRA_API_TOKEN is missing"));
    }

    private static void drain(int requests) throws InterruptedException {
        for (int i = 0; i < requests; i++) {
            jira.next();
        }
    }

    private static String decoded(String uri) {
        return URLDecoder.decode(uri, StandardCharsets.UTF_8);
    }

    private static Object json(String text) throws IOException {
        return io.micronaut.json.JsonMapper.createDefault()
                .readValue(text, io.micronaut.json.tree.JsonNode.class)
                .getValue();
    }
}
