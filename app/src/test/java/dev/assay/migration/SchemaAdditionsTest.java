package dev.assay.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that know only Test Observer's schema keep working next to ours: their statements name only its columns. */
class SchemaAdditionsTest {
    private final TestDatabase database = TestDatabase.migrated();

    @BeforeEach
    void insertAsTestObserverDoes() {
        database.execute("""
                INSERT INTO application (name, permissions, api_key, created_at, updated_at)
                  VALUES ('ci', '{change_test}', 'key', now(), now());
                INSERT INTO artefact (name, version, status, track, store, series, repo, stage, family, os, release, sha256,
                    owner, image_url, branch, comment, source, created_at, updated_at)
                  VALUES ('core', '1', 'UNDECIDED', 'latest', 'ubuntu', '', '', 'edge', 'snap', '', '', '', '', '', '', '', '',
                    now(), now());
                INSERT INTO artefact_build (architecture, revision, artefact_id, created_at, updated_at)
                  SELECT 'amd64', 1, id, now(), now() FROM artefact;
                INSERT INTO environment (name, architecture, created_at, updated_at) VALUES ('lab', 'amd64', now(), now());
                INSERT INTO test_plan (name) VALUES ('plan');
                INSERT INTO test_execution (ci_link, artefact_build_id, environment_id, status, test_plan_id, created_at, updated_at)
                  SELECT 'http://ci/1', artefact_build.id, environment.id, 'IN_PROGRESS', test_plan.id, now(), now()
                  FROM artefact_build, environment, test_plan;
                INSERT INTO test_case (name, category, created_at, updated_at) VALUES ('boots', '', now(), now());
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                  SELECT 'PASSED', '', '', test_execution.id, test_case.id, now(), now() FROM test_execution, test_case""");
        database.execute("""
                INSERT INTO upload (test_execution_id, application_id, principal, idempotency_key, ci_link, content_sha256,
                    request_sha256, answer)
                  SELECT test_execution.id, application.id, 'application ci', 'k1', ci_link, sha256('a'), sha256('b'), '{}'
                  FROM test_execution, application""");
    }

    @Test
    void updatesGoOn() {
        database.execute("""
                UPDATE test_execution SET status = 'PASSED', ci_link = 'http://ci/2', updated_at = now();
                UPDATE artefact SET stage = 'beta', status = 'APPROVED', archived = true;
                UPDATE application SET permissions = '{}', api_key = 'other'""");

        assertThat(database.rows("SELECT stage, digest FROM artefact"))
                .singleElement()
                .asList()
                .containsExactly("beta", "");
        assertThat(database.strings("SELECT api_key FROM application")).containsExactly("other");
    }

    @Test
    void deletedExecutionTakesItsUploadsAlong() {
        database.execute("DELETE FROM test_execution");

        assertThat(database.strings("SELECT id FROM upload")).isEmpty();
    }

    @Test
    void deletedArtefactTakesEverythingAlong() {
        database.execute("DELETE FROM artefact");

        assertThat(database.strings("SELECT id FROM test_result UNION ALL SELECT id FROM upload"))
                .isEmpty();
    }

    @Test
    void deletedApplicationLeavesItsUploads() {
        database.execute("DELETE FROM application");

        assertThat(database.rows("SELECT application_id, principal FROM upload"))
                .singleElement()
                .asList()
                .containsExactly("", "application ci");
    }

    @Test
    void uploadIsKnownByKeyAndByLinkWithContent() {
        String again = """
                INSERT INTO upload (test_execution_id, principal, idempotency_key, ci_link, content_sha256, request_sha256, answer)
                SELECT id, 'application ci', %s, %s, sha256('a'), sha256('b'), '{}' FROM test_execution""";

        assertThatThrownBy(() -> database.execute(again.formatted("'k1'", "NULL")))
                .hasMessageContaining("upload_principal_idempotency_key_key");
        assertThatThrownBy(() -> database.execute(again.formatted("'k2'", "'http://ci/1'")))
                .hasMessageContaining("upload_ci_link_content_sha256_key");
        database.execute(again.formatted("NULL", "NULL"));
        database.execute(again.formatted("NULL", "NULL"));
        assertThat(database.strings("SELECT id FROM upload")).hasSize(3);
    }

    @Test
    void newFamiliesAreKnownByDigestAndByNameAndVersion() {
        String artefact = """
                INSERT INTO artefact (name, version, digest, family, status, track, store, series, repo, stage, os, release, sha256,
                  owner, image_url, branch, comment, source, created_at, updated_at)
                VALUES (%s, %s, '%s', 'UNDECIDED', '', '', '', '', '', '', '', '', '', '', '', '', '', now(), now())""";
        database.execute(artefact.formatted("'nginx', '1'", "'sha256:1'", "oci"));
        database.execute(artefact.formatted("'tool', '1'", "''", "generic"));

        assertThatThrownBy(() -> database.execute(artefact.formatted("'other', '2'", "'sha256:1'", "oci")))
                .hasMessageContaining("unique_oci");
        assertThatThrownBy(() -> database.execute(artefact.formatted("'tool', '1'", "'sha256:2'", "generic")))
                .hasMessageContaining("unique_generic");
    }
}
