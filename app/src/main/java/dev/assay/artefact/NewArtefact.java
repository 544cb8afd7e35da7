package dev.assay.artefact;

/**
 * An artefact as a start-test names it: the key of its family (TE-START-30 to 34) and what is set on creation only.
 * Columns that a family does not have are empty text.
 */
public record NewArtefact(
        Family family,
        String name,
        String version,
        String track,
        String store,
        String branch,
        String series,
        String repo,
        String source,
        String os,
        String release,
        String owner,
        String sha256,
        String imageUrl,
        String digest,
        String stage) {

    public static NewArtefact snap(
            String name, String version, String store, String track, String branch, String stage) {
        return new NewArtefact(
                Family.SNAP, name, version, track, store, branch, "", "", "", "", "", "", "", "", "", stage);
    }

    public static NewArtefact charm(String name, String version, String track, String branch, String stage) {
        return new NewArtefact(
                Family.CHARM, name, version, track, "", branch, "", "", "", "", "", "", "", "", "", stage);
    }

    public static NewArtefact deb(
            String name, String version, String series, String repo, String source, String stage) {
        return new NewArtefact(
                Family.DEB, name, version, "", "", "", series, repo, source, "", "", "", "", "", "", stage);
    }

    public static NewArtefact solution(String name, String version, String track, String source, String stage) {
        return new NewArtefact(
                Family.SOLUTION, name, version, track, "", "", "", "", source, "", "", "", "", "", "", stage);
    }

    public static NewArtefact image(
            String sha256,
            String name,
            String version,
            String os,
            String release,
            String owner,
            String imageUrl,
            String stage) {
        return new NewArtefact(
                Family.IMAGE, name, version, "", "", "", "", "", "", os, release, owner, sha256, imageUrl, "", stage);
    }

    /** A container image; the digest alone is its identity. */
    public static NewArtefact oci(String digest, String name, String version) {
        return new NewArtefact(Family.OCI, name, version, "", "", "", "", "", "", "", "", "", "", "", digest, "");
    }

    /** Anything with a name and a version. */
    public static NewArtefact generic(String name, String version) {
        return new NewArtefact(Family.GENERIC, name, version, "", "", "", "", "", "", "", "", "", "", "", "", "");
    }
}
