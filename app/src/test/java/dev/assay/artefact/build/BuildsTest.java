package dev.assay.artefact.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.Family;
import dev.assay.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Finds builds to test among twenty thousand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildsTest {
    private static final List<String> BOTH = List.of("amd64", "arm64");

    private final TestServer server = TestServer.start();
    private final Builds builds = server.bean(Builds.class);

    @BeforeAll
    void arrange() {
        server.database().execute("""
                INSERT INTO artefact (family, name, version, track, store, branch, series, repo, source, os, release, owner,
                  sha256, image_url, digest, stage, status, comment, created_at, updated_at)
                SELECT 'snap', 'snap-' || i % 100, i::text, 'latest', 'ubuntu', '', '', '', '', '', '', '', '', '', '',
                  CASE WHEN i % 2 = 0 THEN 'beta' ELSE 'edge' END, 'UNDECIDED', '', now() + i * interval '1 second', now()
                FROM generate_series(1, 10000) i;
                INSERT INTO artefact_build (artefact_id, architecture, revision, created_at, updated_at)
                SELECT a.id, arch, a.id * 2 + n, now(), now()
                FROM artefact a, unnest(ARRAY['amd64', 'arm64']) WITH ORDINALITY t (arch, n) ORDER BY a.id, n;
                INSERT INTO artefact (family, name, version, track, store, branch, series, repo, source, os, release, owner,
                  sha256, image_url, digest, stage, status, comment, archived, created_at, updated_at)
                SELECT 'generic', name, version, '', '', '', '', '', '', '', '', '', '', '', '', '', 'UNDECIDED', '', archived,
                  TIMESTAMP '2026-01-01' + n * interval '1 day', now()
                FROM (VALUES ('web', '1', false, 1), ('web', '2', false, 2), ('web', '3', true, 3), ('we_b', '1', false, 4),
                  ('we\\%b', '1', false, 5), ('API', '1', false, 6)) v (name, version, archived, n);
                INSERT INTO artefact_build (artefact_id, architecture, created_at, updated_at)
                SELECT id, CASE WHEN name = 'API' THEN 'riscv64' ELSE 'amd64' END, now(), now()
                FROM artefact WHERE family = 'generic' ORDER BY id""");
        server.database().execute("VACUUM ANALYZE");
    }

    @AfterAll
    void close() {
        server.close();
    }

    private static BuildFilter generic(String... names) {
        return new BuildFilter(Family.GENERIC, List.of(names), List.of(), BOTH);
    }

    private List<String> newest(BuildFilter filter) {
        return builds.newest(filter, 50).builds().stream()
                .map(build -> build.artefact().name() + " " + build.artefact().version() + " " + build.architecture())
                .toList();
    }

    @Test
    void onlyTheNewestVersionOfEachThingCounts() {
        assertThat(newest(generic("web"))).containsExactly("web 2 amd64");
        assertThat(newest(generic("w*b"))).containsExactlyInAnyOrder("web 2 amd64", "we_b 1 amd64", "we\\%b 1 amd64");
        assertThat(newest(generic("we_b"))).containsExactly("we_b 1 amd64");
        assertThat(newest(generic("we_*", "none"))).containsExactly("we_b 1 amd64");
        assertThat(newest(generic("we\\%*"))).containsExactly("we\\%b 1 amd64");
        assertThat(newest(generic("api"))).as("names are as they are written").isEmpty();
        assertThat(newest(generic("API")))
                .as("no build for these architectures")
                .isEmpty();
    }

    @Test
    void onlyTheLatestBuildOfEachArchitectureCounts() {
        Builds.Newest found =
                builds.newest(new BuildFilter(Family.SNAP, List.of("snap-7", "snap-8"), List.of(), BOTH), 50);
        assertThat(found.artefacts()).isEqualTo(2);
        assertThat(found.builds())
                .hasSize(4)
                .allSatisfy(build -> assertThat(build.revision()).isNotNull());
        assertThat(found.builds())
                .extracting(build ->
                        build.artefact().name() + " " + build.artefact().version())
                .containsExactly("snap-8 9908", "snap-8 9908", "snap-7 9907", "snap-7 9907");
        assertThat(newest(new BuildFilter(Family.SNAP, List.of("snap-7", "snap-8"), List.of("beta"), List.of("arm64"))))
                .containsExactly("snap-8 9908 arm64");
    }

    @Test
    void theLimitKeepsTheNewestOnes() {
        Builds.Newest found = builds.newest(new BuildFilter(Family.SNAP, List.of(), List.of(), BOTH), 10);
        assertThat(found.artefacts()).isEqualTo(100);
        assertThat(found.builds()).hasSize(20);
        assertThat(found.builds().getFirst().artefact().version()).isEqualTo("10000");
    }

    @Test
    void buildsSinceOne() {
        BuildFilter snaps = new BuildFilter(Family.SNAP, List.of("snap-*"), List.of("edge"), List.of("amd64"));
        List<FoundBuild> all = builds.since(snaps, 0, List.of(), 5);
        assertThat(all).extracting(FoundBuild::id).isSorted().hasSize(5);
        assertThat(builds.since(snaps, all.get(1).id(), List.of(all.get(3).id()), 2))
                .extracting(FoundBuild::id)
                .containsExactly(all.get(2).id(), all.get(4).id());
        assertThat(builds.byId(List.of(all.get(0).id(), 999_999L))).containsExactly(all.getFirst());
        assertThat(builds.byId(List.of())).isEmpty();
    }

    @Test
    void aMarkIsAMomentOfTheDatabase() throws SQLException {
        BuildWatermark before = builds.mark();
        try (Connection open = server.database().connect()) {
            open.setAutoCommit(false);
            open.createStatement().execute("UPDATE artefact SET comment = 'x' WHERE name = 'web'");
            server.database().execute("UPDATE artefact SET comment = 'y' WHERE name = 'API'");
            BuildWatermark during = builds.mark();
            assertThat(during.next()).isGreaterThan(before.next());
            assertThat(during.oldest()).isLessThan(during.next());
            assertThat(builds.mark().oldest()).isEqualTo(during.oldest());
        }
        assertThat(before.newest()).isEqualTo(20_006);
    }

    @Test
    void aSearchCostsOnlyWhatItFinds() {
        BuildFilter filter = new BuildFilter(Family.SNAP, List.of("snap-*"), List.of("beta"), List.of("amd64"));
        assertThat(server.database().plan(BuildRepository.since(filter, 19_900, List.of(19_950L), 51)))
                .contains("artefact_build_pkey")
                .doesNotContain("Seq Scan", "Sort");
        assertThat(server.database().plan(BuildRepository.byId(List.of(7L, 19_000L))))
                .doesNotContain("Seq Scan");
        assertThat(server.database()
                        .plan(BuildRepository.newest(
                                new BuildFilter(Family.SNAP, List.of("snap-7"), List.of(), List.of("amd64")), 50)))
                .contains("artefact_name_ix", "artefact_build_artefact_id_ix")
                .doesNotContain("Seq Scan on artefact a");
    }
}
