package dev.assay.platform;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.LongText;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every indexed text has a limit, so that any row fits into the index. A new index on text fails here until its limit is listed. */
class IndexedTextTest {
    /** The most bytes that a row of a PostgreSQL index holds, including its header. */
    private static final int ROW = 2_704;
    /** The most bytes of a character in UTF-8. */
    private static final int CHARACTER = 4;

    private static final int UUID = 36;
    private static final int SHA256 = 32;
    /** The longest name of a Kubernetes object. */
    private static final int OBJECT = 253;

    private static final int LABEL = 63;

    /** The limits in bytes of columns whose type gives no limit or too high a limit. */
    private static final Map<String, Integer> LIMITS = new TreeMap<>(Map.ofEntries(
            entry("app_user.email", 320 * CHARACTER), // local login, SAML and OpenID Connect
            entry("application.api_key", 7 + 2 * SHA256),
            entry("application.name", 200 * CHARACTER),
            entry("application_permission.permission", LABEL), // a name of Permission
            entry("artefact.version", IndexedText.VERSION),
            entry("artefact.track", IndexedText.TRACK),
            entry("artefact.branch", IndexedText.BRANCH),
            entry("artefact.series", IndexedText.SERIES),
            entry("artefact.repo", IndexedText.REPO),
            entry("artefact.source", IndexedText.SOURCE),
            entry("artefact.stage", "candidate".length()),
            entry("artefact.bundled_builds_hash", 2 * SHA256),
            entry("artefact_matching_rule.stage", IndexedText.CRITERION),
            entry("artefact_matching_rule.track", IndexedText.CRITERION),
            entry("artefact_matching_rule.branch", IndexedText.CRITERION),
            entry("artefact_matching_rule.store", IndexedText.CRITERION),
            entry("artefact_matching_rule.series", IndexedText.CRITERION),
            entry("artefact_matching_rule.os", IndexedText.CRITERION),
            entry("artefact_matching_rule.release", IndexedText.CRITERION),
            entry("artefact_matching_rule.owner", IndexedText.CRITERION),
            entry("attachment_rule_key.case_key", 9 + 200 * CHARACTER), // V0028
            entry("attachment_rule_key.run_key", 12 + 200 * CHARACTER),
            entry("audit_entry.principal", 8 + 256), // the name of a system's user
            entry("audit_entry.resource", LABEL), // the name of a table
            entry("background_work.name", 200),
            entry("kubernetes_attempt.cluster_uid", UUID),
            entry("kubernetes_attempt.run_uid", UUID),
            entry("kubernetes_attempt.environment", 200 * CHARACTER),
            entry("kubernetes_attempt.step", LABEL),
            entry("kubernetes_collected.cluster_uid", UUID),
            entry("kubernetes_collected.object_uid", OBJECT),
            entry("kubernetes_collected.container", LABEL),
            entry("kubernetes_collected.namespace", LABEL),
            entry("kubernetes_collected.source", OBJECT),
            entry("kubernetes_collected.state", "RECORDED".length()),
            entry("notification_delivery.issue_key", 255 * CHARACTER), // JiraCards
            entry("oidc_used_state.state_sha256", SHA256),
            entry("saml_assertion.sha256", SHA256),
            entry("saml_request.id", 64),
            entry("team.name", 320 * CHARACTER), // of a group of OpenID Connect
            entry("team_permission.permission", LABEL),
            entry("test_case.name", IndexedText.ALONE),
            entry("test_case.category", IndexedText.ALONE),
            entry("test_case.template_id", IndexedText.ALONE),
            entry("test_case_issue.case_name", IndexedText.ALONE),
            entry("test_case_issue.template_id", IndexedText.ALONE),
            entry("upload.content_sha256", SHA256),
            entry("upload.part_key", 5 + 1_000), // with its prefix; UploadController
            entry("upload.principal", 64)));

    /** Index, column, the most characters it holds or empty, and true for text; without Flyway's own indexes. */
    private static final String INDEXED = """
            SELECT i.indexrelid::regclass, i.indrelid::regclass || '.' || coalesce(c.attname, pg_get_indexdef(i.indexrelid, x.attnum, true)),
                   CASE WHEN c.atttypmod > 4 AND x.atttypid = 'varchar'::regtype THEN c.atttypmod - 4 END,
                   t.typlen < 0
            FROM pg_index i
            JOIN pg_class r ON r.oid = i.indexrelid AND r.relnamespace = 'public'::regnamespace
            JOIN pg_am m ON m.oid = r.relam AND m.amname = 'btree'
            JOIN pg_attribute x ON x.attrelid = i.indexrelid
            JOIN pg_type t ON t.oid = x.atttypid
            LEFT JOIN pg_attribute c ON c.attrelid = i.indrelid AND c.attnum = i.indkey[x.attnum - 1]
            WHERE i.indrelid <> 'assay_schema_history'::regclass
            ORDER BY 1, x.attnum
            """;

    private static final List<List<String>> COLUMNS =
            TestServer.shared().database().rows(INDEXED);

    @Test
    void everyTextInAnIndexHasALimit() {
        List<String> unlimited = texts().stream()
                .filter(column -> column.get(2).isEmpty() && !LIMITS.containsKey(column.get(1)))
                .map(column -> column.get(1) + " in " + column.getFirst())
                .toList();

        assertThat(COLUMNS).hasSizeGreaterThan(150);
        assertThat(unlimited)
                .as("limit what is written there (docs/LIMITS.md), then name the limit here")
                .isEmpty();
    }

    @Test
    void aRowOfEveryIndexFits() {
        Map<String, List<List<String>>> indexes = COLUMNS.stream().collect(Collectors.groupingBy(List::getFirst));

        assertThat(indexes).hasSizeGreaterThan(80);
        indexes.forEach((name, columns) -> assertThat(
                        16 + columns.stream().mapToInt(IndexedTextTest::room).sum())
                .as("bytes in a row of %s", name)
                .isLessThanOrEqualTo(ROW));
    }

    @Test
    void nothingIsLimitedForAnIndexThatIsGone() {
        assertThat(LIMITS.keySet())
                .isSubsetOf(
                        texts().stream().map(column -> column.get(1)).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void onlyOrderedIndexesAreHere() {
        assertThat(TestServer.shared().database().strings("""
                SELECT r.relname FROM pg_class r JOIN pg_am m ON m.oid = r.relam
                WHERE r.relkind = 'i' AND r.relnamespace = 'public'::regnamespace AND m.amname <> 'btree'
                """)).containsExactly("audit_entry_at_ix");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 25, 26, 27, 28, 29, 30})
    void whatIsShortenedFitsAndKeepsItsCharactersWhole(int more) {
        String text = LongText.of(400 + more);
        String kept = IndexedText.shortened(text, 400);

        assertThat(IndexedText.length(text)).isEqualTo(400 + more);
        assertThat(IndexedText.length(kept)).isBetween(397, 400);
        assertThat(kept.codePoints().noneMatch(c -> Character.isSurrogate((char) c) && c <= Character.MAX_VALUE))
                .isTrue();
        assertThat(kept.equals(text)).isEqualTo(more == 0);
        assertThat(kept.substring(0, 100)).isEqualTo(text.substring(0, 100));
    }

    @Test
    void whatIsShortenedEndsInTheHashOfTheWhole() {
        assertThat(IndexedText.shortened("a".repeat(100), 50)).isEqualTo("a".repeat(24) + "…sha256:2816597888e4a0d3");
        assertThat(IndexedText.shortened("é".repeat(100), 201)).isEqualTo("é".repeat(100));
    }

    private static List<List<String>> texts() {
        return COLUMNS.stream().filter(column -> column.get(3).equals("t")).toList();
    }

    /** The room that a column takes, including its length prefix and padding. */
    private static int room(List<String> column) {
        if (!column.get(3).equals("t")) {
            return 15;
        }
        Integer limit = LIMITS.get(column.get(1));
        return 7 + (limit == null ? Integer.parseInt(column.get(2)) * CHARACTER : limit);
    }
}
