package dev.assay.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A page of artefacts costs no more than its rows, even if matches are rare and old. The test needs many artefacts, but
 * not a server.
 */
class ArtefactPagePlanTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @BeforeAll
    static void fill() {
        DATABASE.execute("""
                INSERT INTO artefact (family, name, version, track, store, branch, series, repo, source, os, release, owner,
                  sha256, image_url, digest, stage, status, comment, created_at, updated_at)
                SELECT CASE WHEN n <= 50 THEN 'image' ELSE 'snap' END::familyname, 'name ' || n % 400, 'version ' || n, '',
                  '', '', '', '', '', '', '', '', n, '', '', CASE WHEN n <= 50 THEN 'pending' ELSE 'beta' END,
                  CASE WHEN n <= 50 THEN 'APPROVED' ELSE 'UNDECIDED' END::artefactstatus, '', now(), now()
                FROM generate_series(1, 20000) n""");
        DATABASE.execute("VACUUM ANALYZE artefact");
    }

    @ParameterizedTest
    @CsvSource({
        ",      ,       ,        ,          artefact_pkey",
        "SNAP,  ,       ,        ,          artefact_",
        "IMAGE, ,       ,        ,          artefact_family_id_ix",
        ",      name 7, ,        ,          artefact_name_ix",
        ",      ,       PENDING, ,          artefact_stage_id_ix",
        ",      ,       ,        APPROVED,  artefact_status_id_ix",
        "IMAGE, ,       PENDING, APPROVED,  artefact_",
        "SNAP,  name 7, BETA,    UNDECIDED, artefact_name_ix",
    })
    void aPageLooksAtFewRows(
            @Nullable Family family,
            @Nullable String name,
            @Nullable Stage stage,
            @Nullable ArtefactStatus status,
            String index) {
        ArtefactFilter filter = new ArtefactFilter(family, name, stage, status);
        assertThat(DATABASE.plan(ArtefactReadRepository.page(filter, Integer.MAX_VALUE, 101)))
                .contains(index)
                .doesNotContain("Seq Scan")
                .doesNotContainPattern("Rows Removed by Filter: \\d{3}");
    }
}
