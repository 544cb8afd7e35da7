package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.failed;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The files of one ci_link are parts of one execution. Each replaces its own results only. */
class PartsTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final UploadRequest upload =
            UploadRequest.of(failed("a"), passed("b")).linked();
    private final UploadRequest other = upload.file(passed("a"), passed("b"));

    @Test
    void aFileWithoutANameReplacesTheOneBefore() {
        int id = upload.store(client);
        TestResponse second = other.send(client);

        assertThat(second.text("warnings", 0, "kind")).isEqualTo("replaced");
        assertThat(second.text("warnings", 0, "detail")).startsWith("2 results ");
        assertThat(second.number("warnings_total")).isEqualTo(1);
        assertThat(results(id)).containsExactly("c.a PASSED null", "c.b PASSED null");
        assertThat(status(id)).isEqualTo("PASSED");
    }

    @Test
    void namedPartsAreKeptAndShownApart() {
        int id = upload.with("part", "py311").store(client);
        TestResponse second = other.with("part", "py312").send(client);

        assertThat(second.at("warnings").size()).isZero();
        assertThat(results(id))
                .containsExactly("c.a FAILED py311", "c.b PASSED py311", "c.a PASSED py312", "c.b PASSED py312");
        assertThat(status(id)).isEqualTo("FAILED");
        assertThat(client.get("/v1/test-executions/" + id + "/test-results")
                        .json()
                        .size())
                .isEqualTo(4);
    }

    @Test
    void aNamedPartReplacesOnlyItself() {
        int id = upload.with("part", "one").store(client);
        upload.with("part", "two").store(client);
        TestResponse again = other.file(passed("z")).with("part", "one").send(client);

        assertThat(again.text("warnings", 0, "detail")).startsWith("2 results ");
        assertThat(results(id)).containsExactly("c.a FAILED two", "c.b PASSED two", "c.z PASSED one");
        assertThat(client.get(path(id, "uploads")).json().get("items").size()).isEqualTo(2);
    }

    @Test
    void partialFilesWithoutANameAreDistinguishedByTheirContent() {
        int id = upload.with("partial", "true").store(client);
        other.with("partial", "true").store(client);
        assertThat(other.with("partial", "true").send(client).header("Idempotent-Replayed"))
                .isEqualTo("true");

        client.patch("/v1/test-executions/" + id, "{\"status\": \"COMPLETED\"}");

        assertThat(results(id)).hasSize(4);
        assertThat(status(id)).isEqualTo("FAILED");
    }

    @Test
    void aThousandResultsMoreThanAreHeldInMemoryAreReplaced() {
        String many = IntStream.range(0, 6_000).mapToObj(i -> passed("m" + i)).reduce("", String::concat);
        int id = upload.file(many).with("part", "large").store(client);
        upload.with("part", "small").store(client);
        TestResponse again =
                upload.file(many + failed("last")).with("part", "large").send(client);

        assertThat(again.text("warnings", 0, "detail")).startsWith("6,000 results ");
        assertThat(server.database().strings("""
                SELECT format('%%s %%s', u.part, count(*)) FROM test_result r JOIN upload u ON u.id = r.upload_id
                WHERE r.test_execution_id = %d GROUP BY u.part ORDER BY 1""".formatted(id))).containsExactly("large 6001", "small 2");
    }

    @Test
    void thirdUploadLikeTheFirstIsStored() {
        int id = upload.store(client);
        other.store(client);
        TestResponse third = upload.send(client);

        assertThat(third.header("Idempotent-Replayed")).isEmpty();
        assertThat(results(id)).containsExactly("c.a FAILED null", "c.b PASSED null");
        assertThat(status(id)).isEqualTo("FAILED");
    }

    @Test
    void keysDoNotChangeThatAndNoMetadataIsLost() {
        int id = upload.store(keyed());
        other.store(keyed());
        TestClient third = keyed();
        assertThat(upload.with("metadata", "attempt:3").send(third).header("Idempotent-Replayed"))
                .isEmpty();
        assertThat(upload.with("metadata", "attempt:3").send(third).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(upload.with("metadata", "attempt:4").send(keyed()).header("Idempotent-Replayed"))
                .isEqualTo("true");

        assertThat(status(id)).isEqualTo("FAILED");
        assertThat(client.get("/v1/test-executions/" + id).list("execution_metadata", "attempt"))
                .containsExactly("3", "4");
    }

    @Test
    void aKeyThatCameWithKnownContentIsKnownAfterwards() {
        upload.store(keyed());
        TestClient second = keyed();
        upload.store(second);
        other.store(keyed());

        assertThat(upload.send(second).header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(other.send(second).status()).isEqualTo(409);
    }

    @Test
    void resultsOfV1StayNextToThoseOfAFile() {
        int id = upload.store(client);
        client.post("/v1/test-executions/" + id + "/test-results", """
                [{"name": "c.a", "status": "PASSED"}, {"name": "manual", "status": "PASSED"}]""");
        other.store(client);

        assertThat(results(id))
                .containsExactly("c.a PASSED null", "manual PASSED null", "c.a PASSED null", "c.b PASSED null");
    }

    /** Uploads of the previous release are not parts: its results give way to those of the same cases, as they did there. */
    @Test
    void aFileOfThePreviousReleaseIsNotDoubled() {
        int id = upload.with("partial", "true").store(client);
        server.database().execute("""
                UPDATE upload SET size = NULL, part_key = NULL, first_result_id = NULL, last_result_id = NULL
                WHERE test_execution_id = %1$d;
                UPDATE test_result SET upload_id = NULL WHERE test_execution_id = %1$d""".formatted(id));
        other.store(client);

        assertThat(results(id)).containsExactly("c.a PASSED null", "c.b PASSED null");
        assertThat(client.get(path(id, "uploads")).json().get("items").size()).isEqualTo(2);
    }

    @Test
    void aPartThatArrivesLateLeavesARerunRequestOpen() {
        int id = upload.with("partial", "true").store(client);
        TestClient asking = server.as(dev.assay.access.Permission.CHANGE_RERUN, VIEW_TEST);
        asking.post("/v1/test-executions/reruns", "{\"test_execution_ids\": [%d]}".formatted(id));

        other.with("partial", "true").store(client);
        upload.with("partial", "true").store(client);
        assertThat(client.get("/v1/test-executions/" + id)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isTrue();

        upload.linked().store(client);
        assertThat(client.get("/v1/test-executions/" + id)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isFalse();
    }

    @Test
    void aLinkOfSomethingDifferentIsRefusedAndNamesBoth() {
        int id = upload.store(client);
        String name = upload.about().text("name");
        UploadRequest another = upload.about(upload.about().with("name", name + "-other"));

        TestResponse refused = another.send(client);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("type")).isEqualTo("/problems/ci-link-taken");
        assertThat(refused.text("detail"))
                .contains("test execution " + id)
                .contains("name=" + name + " ")
                .contains("name=" + name + "-other ");
        for (List<String> different : List.of(
                List.of("version", "99"),
                List.of("environment", "elsewhere"),
                List.of("test_plan", "another"),
                List.of("arch", "riscv64"))) {
            TestResponse answer = upload.about(upload.about().with(different.get(0), different.get(1)))
                    .send(client);
            assertThat(answer.status()).as(answer.body()).isEqualTo(409);
            assertThat(answer.text("detail")).contains("=" + different.get(1));
        }
        assertThat(server.database().strings("SELECT id FROM artefact WHERE name = '" + name + "-other'"))
                .isEmpty();
        assertThat(results(id)).hasSize(2);
    }

    @Test
    void anArtefactThatWasPromotedIsStillTheSame() {
        UploadRequest snap = UploadRequest.of(passed("a"))
                .about(dev.assay.testing.StartBody.of("snap").linked());
        int id = snap.store(client);
        server.database().execute("""
                UPDATE artefact SET stage = 'beta' WHERE id = (SELECT b.artefact_id FROM test_execution e
                JOIN artefact_build b ON b.id = e.artefact_build_id WHERE e.id = %d)""".formatted(id));

        assertThat(snap.file(passed("b")).store(client)).isEqualTo(id);
    }

    @Test
    void anEmptyParameterCountsAsAbsent() {
        UploadRequest unlinked = UploadRequest.of(passed("a"));
        UploadRequest empty = unlinked.with("ci_link", "")
                .with("partial", "")
                .with("format", "")
                .with("part", "")
                .with("metadata", "");
        int first = empty.store(client);

        assertThat(empty.store(client)).isNotEqualTo(first);
        assertThat(status(first)).isEqualTo("PASSED");
        assertThat(unlinked.about(unlinked.about().with("version", ""))
                        .send(client)
                        .body())
                .contains("version is missing");
    }

    @Test
    void theRestOfALinkThatWasCutGetsAdvice() {
        TestResponse refused = client.send(
                "POST",
                upload.path().replaceAll("ci_link=[^&]*", "ci_link=https://ci.example/run?job=7&buildId=8"),
                java.net.http.HttpRequest.BodyPublishers.ofByteArray(upload.file()));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("errors", 0, "detail"))
                .isEqualTo("unknown parameter buildId; if it belongs to the link in ci_link, write each & of that link"
                        + " as %26");
        assertThat(upload.with("ci-link", "x").send(client).text("errors", 0, "detail"))
                .isEqualTo("unknown parameter ci-link; did you mean ci_link?");
    }

    @Test
    void uploadsAreListedWithWhatWasAnswered() {
        int id = upload.with("part", "one").store(client);
        other.file(UploadRequest.utf8(
                        "<testsuite timestamp=\"2026-11-01T10:00:00Z\">" + passed("x".repeat(2_700)) + "</testsuite>"))
                .with("partial", "true")
                .store(client);

        TestResponse list = client.get(path(id, "uploads"));

        assertThat(list.text("items", 0, "part")).isEqualTo("one");
        assertThat(list.text("items", 0, "format")).isEqualTo("junit");
        assertThat(list.number("items", 0, "size")).isEqualTo(upload.file().length);
        assertThat(list.number("items", 0, "counts", "failed")).isEqualTo(1);
        assertThat(list.at("items", 0, "ran_at").isNull()).isTrue();
        assertThat(list.text("items", 1, "ran_at")).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(list.at("items", 1, "part").isNull()).isTrue();
        assertThat(list.at("items", 1, "partial").getBooleanValue()).isTrue();
        assertThat(list.text("items", 1, "warnings", 0, "kind")).isEqualTo("shortened");
        assertThat(list.number("items", 1, "warnings_total")).isEqualTo(1);
        assertThat(list.at("items", 1, "quarantined").size()).isZero();
        assertThat(list.number("items", 1, "quarantined_total")).isZero();
        TestResponse page = client.get(path(id, "uploads") + "?limit=1");
        assertThat(page.at("items").size()).isEqualTo(1);
        assertThat(client.get(path(id, "uploads") + "?after=" + page.text("after"))
                        .at("items")
                        .size())
                .isEqualTo(1);
        assertThat(client.get("/v2/test-executions/999999999/uploads").status()).isEqualTo(404);
    }

    @Test
    void recordsThatCouldNotBeTakenAreListed() {
        int id = upload.store(client);
        server.database().execute("""
                UPDATE upload SET quarantined = '{"records": [{"line": 7, "reason": "It has no name.", "text": "<testcase/>"}],
                "total": 3}' WHERE test_execution_id = %d""".formatted(id));

        TestResponse list = client.get(path(id, "uploads"));

        assertThat(list.number("items", 0, "quarantined", 0, "line")).isEqualTo(7);
        assertThat(list.text("items", 0, "quarantined", 0, "text")).isEqualTo("<testcase/>");
        assertThat(list.number("items", 0, "quarantined_total")).isEqualTo(3);
    }

    @Test
    void theCategoryIsThatOfTheFile() {
        String name = "t" + UUID.randomUUID();
        int billing = UploadRequest.of()
                .file(UploadRequest.utf8("<testsuite name=\"billing\">" + passed(name) + "</testsuite>"))
                .store(client);
        UploadRequest shop = UploadRequest.of()
                .file(UploadRequest.utf8("<testsuite name=\"web-shop\">" + passed(name) + "</testsuite>"));
        int id = shop.store(client);
        String many = IntStream.range(0, 6_000).mapToObj(i -> passed(name + i)).reduce("", String::concat);
        int staged = shop.file(UploadRequest.utf8("<testsuite name=\"staged\">" + passed(name) + many + "</testsuite>"))
                .store(client);

        assertThat(category(billing)).isEqualTo("billing");
        assertThat(category(id)).isEqualTo("web-shop");
        assertThat(category(staged)).isEqualTo("staged");
        assertThat(client.get("/v1/test-executions/" + id + "/test-results").text(0, "category"))
                .isEqualTo("billing");
    }

    @Test
    void historyIsInTheOrderInWhichTestsRan() {
        UploadRequest about = UploadRequest.of();
        int late = at(about, "2026-03-03T00:00:00Z", failed("h"));
        int early = at(about, "2026-01-01T00:00:00Z", passed("h"));
        int middle = at(about, "2026-02-02T00:00:00Z", passed("h"));
        int unknown = at(about, "1970-01-01T00:00:00Z", passed("h"));
        int future = at(about, "2126-01-01T00:00:00Z", passed("h"));
        at(UploadRequest.of(), "2026-02-02T00:00:00Z", failed("h"));

        assertThat(history(late, "")).containsExactly(middle, early);
        assertThat(history(middle, "")).containsExactly(early);
        assertThat(history(early, "")).isEmpty();
        assertThat(history(future, "")).containsExactly(unknown, late, middle, early);
        TestResponse page = client.get("/v2/test-results/" + result(future) + "/history?limit=1");
        assertThat(history(future, "?after=" + page.text("after"))).containsExactly(late, middle, early);
        assertThat(client.get("/v2/test-results/" + result(middle) + "/history").text("items", 0, "ran_at"))
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(client.get("/v2/test-results/999999999/history").status()).isEqualTo(404);
    }

    @Test
    void abandonedExecutionsEndWithWhatTheyHave() {
        int failed = upload.with("partial", "true").store(client);
        int passed = other.linked().with("partial", "true").store(client);
        int young = other.linked().with("partial", "true").store(client);
        int complete = other.linked().store(client);
        server.database()
                .execute(
                        "UPDATE upload SET created_at = created_at - interval '25 hours' WHERE test_execution_id IN (%d, %d, %d)"
                                .formatted(failed, passed, complete));

        server.bean(AbandonedUploads.class).end();
        server.bean(AbandonedUploads.class).end();

        assertThat(status(failed)).isEqualTo("FAILED");
        assertThat(status(passed)).isEqualTo("ENDED_PREMATURELY");
        assertThat(status(young)).isEqualTo("IN_PROGRESS");
        assertThat(status(complete)).isEqualTo("PASSED");
        TestResponse events = client.get("/v1/test-executions/" + passed + "/status_update");
        assertThat(events.json().size()).isEqualTo(1);
        assertThat(events.text(0, "event_name")).isEqualTo("upload_abandoned");
        assertThat(events.text(0, "detail")).contains("24 h");
        assertThat(client.get("/v2/limits").number("abandoned_after_seconds")).isEqualTo(86_400);
    }

    private int at(UploadRequest about, String time, String test) {
        return about.file(UploadRequest.utf8("<testsuite timestamp=\"" + time + "\">" + test + "</testsuite>"))
                .store(client);
    }

    private int result(int execution) {
        return client.get(path(execution, "test-results")).number("items", 0, "id");
    }

    private List<Integer> history(int execution, String query) {
        TestResponse answer = client.get("/v2/test-results/" + result(execution) + "/history" + query);
        return IntStream.range(0, answer.at("items").size())
                .mapToObj(i -> answer.number("items", i, "test_execution_id"))
                .toList();
    }

    private String category(int execution) {
        return client.get(path(execution, "test-results")).text("items", 0, "category");
    }

    private TestClient keyed() {
        return client.with("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String path(int id, String list) {
        return "/v2/test-executions/" + id + "/" + list;
    }

    private String status(int id) {
        return client.get("/v1/test-executions/" + id).text("status");
    }

    /** The results as v2 shows them: name, status and part. */
    private List<String> results(int id) {
        TestResponse answer = client.get(path(id, "test-results"));
        return IntStream.range(0, answer.at("items").size())
                .mapToObj(i -> answer.text("items", i, "name") + " " + answer.text("items", i, "status") + " "
                        + (answer.at("items", i, "part").isNull() ? null : answer.text("items", i, "part")))
                .toList();
    }
}
