package dev.assay.seed;

import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.Family;
import java.util.List;

/**
 * A generated product, which is tested release after release.
 *
 * @param track of snaps, charms and solutions; the series of debs and the release of images
 * @param architectures the architectures for which it is built
 * @param lab the site where it is tested
 */
record Product(Family family, String name, String track, List<String> architectures, SeedSite lab) {
    private static final List<String> PC = List.of("amd64");
    private static final List<String> SERVER = List.of("amd64", "arm64");
    private static final List<String> EVERY = List.of("amd64", "arm64", "armhf", "riscv64");
    private static final List<String> STAGES = List.of("edge", "beta", "candidate", "stable");

    /** Two of each family. */
    static final List<Product> ALL = List.of(
            new Product(Family.SNAP, "kiosk-player", "latest", SERVER, SeedSite.MACHINES),
            new Product(Family.CHARM, "postgresql-k8s", "16", SERVER, SeedSite.CLOUDS),
            new Product(Family.DEB, "linux-generic", "noble", EVERY, SeedSite.MACHINES),
            new Product(Family.IMAGE, "desktop-installer", "26.04", PC, SeedSite.MACHINES),
            new Product(Family.SOLUTION, "observability-stack", "2", PC, SeedSite.CLOUDS),
            new Product(Family.OCI, "payments-api", "", SERVER, SeedSite.CLUSTERS),
            new Product(Family.GENERIC, "billing-portal", "", PC, SeedSite.CLUSTERS),
            new Product(Family.SNAP, "edge-gateway", "22", EVERY, SeedSite.MACHINES),
            new Product(Family.CHARM, "ingress-proxy", "latest", SERVER, SeedSite.CLOUDS),
            new Product(Family.DEB, "network-agent", "noble", SERVER, SeedSite.MACHINES),
            new Product(Family.IMAGE, "server-raspi", "24.04", List.of("arm64"), SeedSite.MACHINES),
            new Product(Family.SOLUTION, "identity-platform", "1", PC, SeedSite.CLOUDS),
            new Product(Family.OCI, "search-indexer", "", SERVER, SeedSite.CLUSTERS),
            new Product(Family.GENERIC, "mobile-sdk", "", PC, SeedSite.CLUSTERS));

    /** The version of the release with this number, counted from the first. */
    String version(int release) {
        int minor = release / 5;
        int patch = release % 5;
        return switch (family) {
            case SNAP, SOLUTION, GENERIC -> "%s.%d.%d".formatted(major(), minor, patch);
            case CHARM -> "1%d".formatted(412 + release);
            case DEB -> "6.8.0-%d.%d".formatted(31 + release, 31 + release);
            case IMAGE -> "2026%02d%02d%s".formatted(1 + release / 28 % 12, 1 + release % 28, build(release / 336));
            case OCI -> "1.%d.%d".formatted(20 + minor, patch);
        };
    }

    /** The name of its artefacts. */
    String artefact() {
        return family == Family.OCI ? "registry.example.com/" + name : name;
    }

    private String major() {
        return track.matches("\\d") ? track : "3";
    }

    private static String build(int round) {
        return round == 0 ? "" : "." + round;
    }

    /** The key as the first test of the release sends it. The older a release, the closer its stage is to stable. */
    ArtefactKey release(int release, int newest, SeededRandom random) {
        String version = version(release);
        String stage = STAGES.get(Math.min(newest - release, STAGES.size() - 1));
        boolean wide = stage.equals("stable");
        return switch (family) {
            case SNAP -> new ArtefactKey.Snap(name, version, track, "ubuntu", "", stage);
            case CHARM -> new ArtefactKey.Charm(name, version, track, "", stage);
            case DEB -> new ArtefactKey.Deb(name, version, track, "main", "", wide ? "updates" : "proposed");
            case IMAGE ->
                new ArtefactKey.Image(
                        random.of(name, version).hex(64),
                        name,
                        version,
                        "ubuntu",
                        track,
                        "image-builds",
                        "https://images.example.com/" + name + "/" + version + "/" + name + ".iso",
                        wide ? "current" : "pending");
            // The stage is part of a solution's identity, so it does not change
            case SOLUTION -> new ArtefactKey.Solution(name, version, track, "catalogue", "candidate");
            case OCI -> new ArtefactKey.Oci("sha256:" + random.of(name, version).hex(64), artefact(), version);
            case GENERIC -> new ArtefactKey.Generic(name, version);
        };
    }

    boolean hasRevisions() {
        return family == Family.SNAP || family == Family.CHARM;
    }
}
