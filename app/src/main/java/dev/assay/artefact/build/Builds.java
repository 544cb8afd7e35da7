package dev.assay.artefact.build;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** Builds to test. Each question is one statement. */
@Singleton
public class Builds {
    private final BuildRepository builds;

    Builds(BuildRepository builds) {
        this.builds = builds;
    }

    /**
     * Builds that such artefacts got after one, in the order of their ids. Archived artefacts do not count.
     *
     * @param after only builds of higher ids
     * @param without not these ones
     */
    public List<FoundBuild> since(BuildFilter filter, long after, Collection<Long> without, int limit) {
        return builds.find(BuildRepository.since(filter, after, List.copyOf(without), limit));
    }

    /**
     * The newest builds of the newest of such artefacts. Artefacts that differ in their version (or checksum) only are one
     * thing, of which the newest that has a build for one of the architectures counts; archived ones do not. Of each
     * architecture it is the latest build.
     *
     * @param limit how many artefacts at most, the newest ones
     */
    public Newest newest(BuildFilter filter, int limit) {
        List<FoundBuild> found = builds.find(BuildRepository.newest(filter, limit));
        return new Newest(found, found.isEmpty() ? 0 : found.getFirst().artefacts());
    }

    /**
     * @param builds those of one artefact stand together
     * @param artefacts how many artefacts there are, also beyond the limit
     */
    public record Newest(List<FoundBuild> builds, int artefacts) {
        public Newest {
            builds = List.copyOf(builds);
        }
    }

    /** These builds, also of archived artefacts; ids of none are left out. */
    public List<FoundBuild> byId(Collection<Long> ids) {
        return ids.isEmpty() ? List.of() : builds.find(BuildRepository.byId(List.copyOf(ids)));
    }

    /** The latest build of each architecture of an artefact (ART-BUILD-01). */
    public List<LatestBuild> latest(long artefactId) {
        return builds.latest(artefactId);
    }

    /** How far builds have come, for {@link #since}: ids are handed out before they are committed. */
    public BuildWatermark mark() {
        return builds.mark();
    }
}
