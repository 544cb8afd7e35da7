package dev.assay.artefact.build;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** Finds builds to test. Each method is one statement. */
@Singleton
public class Builds {
    private final BuildRepository builds;

    Builds(BuildRepository builds) {
        this.builds = builds;
    }

    /**
     * The builds that match the filter and are newer than a given one, in the order of their ids. Archived artefacts do
     * not count.
     *
     * @param after only builds with higher ids
     * @param without the ids to leave out
     */
    public List<FoundBuild> since(BuildFilter filter, long after, Collection<Long> without, int limit) {
        return builds.find(BuildRepository.since(filter, after, List.copyOf(without), limit));
    }

    /**
     * The latest build of each architecture, of the newest artefacts that match the filter. Artefacts that differ only
     * in their version (or checksum) are versions of one thing. Of these, the newest that has a build for one of the
     * architectures counts. Archived ones do not.
     *
     * @param limit the largest number of artefacts; the newest ones are returned
     */
    public Newest newest(BuildFilter filter, int limit) {
        List<FoundBuild> found = builds.find(BuildRepository.newest(filter, limit));
        return new Newest(found, found.isEmpty() ? 0 : found.getFirst().artefacts());
    }

    /**
     * @param builds builds of one artefact follow each other
     * @param artefacts the number of artefacts that match, including those beyond the limit
     */
    public record Newest(List<FoundBuild> builds, int artefacts) {
        public Newest {
            builds = List.copyOf(builds);
        }
    }

    /** The builds with these ids, also of archived artefacts. Unknown ids are left out. */
    public List<FoundBuild> byId(Collection<Long> ids) {
        return ids.isEmpty() ? List.of() : builds.find(BuildRepository.byId(List.copyOf(ids)));
    }

    /** The latest build of each architecture of an artefact (ART-BUILD-01). */
    public List<LatestBuild> latest(long artefactId) {
        return builds.latest(artefactId);
    }

    /**
     * A mark from which to look for newer builds with {@link #since}. It holds open transactions too, because a build
     * gets its id before it is committed.
     */
    public BuildWatermark mark() {
        return builds.mark();
    }
}
