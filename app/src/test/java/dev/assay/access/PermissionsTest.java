package dev.assay.access;

import static dev.assay.access.Permission.VIEW_PERMISSION;
import static dev.assay.access.Permission.VIEW_SENTRY_DEBUG;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract auth.md section 3, and MISC-3. */
class PermissionsTest {
    private static final TestServer SERVER = TestServer.shared();

    /** AUTH-18, AUTH-21 */
    @Test
    void theirsAreInTheirOrder() {
        TestResponse answer = SERVER.as(VIEW_PERMISSION).get("/v1/permissions");

        assertThat(answer.list())
                .containsExactly(
                        "view_user",
                        "change_user",
                        "view_team",
                        "change_team",
                        "add_application",
                        "change_application",
                        "view_application",
                        "view_permission",
                        "view_issue",
                        "change_issue",
                        "change_issue_attachment",
                        "change_issue_attachment_bulk",
                        "change_attachment_rule",
                        "change_auto_rerun",
                        "view_test",
                        "change_test",
                        "view_rerun",
                        "change_rerun",
                        "change_rerun_bulk",
                        "view_artefact",
                        "change_artefact",
                        "view_environment_review",
                        "change_environment_review",
                        "view_report",
                        "view_test_case_reported_issue",
                        "change_test_case_reported_issue",
                        "view_environment_reported_issue",
                        "change_environment_reported_issue",
                        "view_notification",
                        "change_notification",
                        "view_sentry_debug");
        assertThat(SERVER.as(VIEW_TEST).get("/v1/permissions").status()).isEqualTo(403);
    }

    @Test
    void allOfOursAreDescribed() {
        TestResponse answer = SERVER.as(VIEW_PERMISSION).get("/v2/permissions");

        List<String> names = IntStream.range(0, answer.json().size())
                .mapToObj(i -> answer.text(i, "name"))
                .toList();
        assertThat(names)
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Permission.values()).map(Permission::wire).toList())
                .contains("view_audit");
        assertThat(IntStream.range(0, names.size()).mapToObj(i -> answer.text(i, "description")))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[A-Z].*[^.]"));
        assertThat(SERVER.as().get("/v2/permissions").status()).isEqualTo(403);
        assertThat(SERVER.as().get("/v2/permissions").header("Content-Type")).isEqualTo("application/problem+json");
    }

    /** MISC-3, ERR-05 */
    @Test
    void theDebugRequestFails() {
        TestClient client = SERVER.as(VIEW_SENTRY_DEBUG);
        TestResponse answer = client.get("/sentry-debug");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Internal Server Error");
        assertThat(SERVER.anonymous().get("/sentry-debug").status()).isEqualTo(403);
    }
}
