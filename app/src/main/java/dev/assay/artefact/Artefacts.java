package dev.assay.artefact;

import dev.assay.identity.ReviewerResponse;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Artefacts and their builds. Whoever names one that is not there yet makes it; a reused one is never changed
 * (TE-START-41). What makes them joins the caller's transaction.
 */
@Singleton
public class Artefacts {
    private static final int TRIES = 3;

    private final ArtefactRepository artefacts;
    private final ArtefactReadRepository reads;
    private final Rows rows;

    Artefacts(ArtefactRepository artefacts, ArtefactReadRepository reads, Rows rows) {
        this.artefacts = artefacts;
        this.reads = reads;
        this.rows = rows;
    }

    /** The id of the artefact with this key, made if need be; a concurrent maker's row is reused (TE-START-60). */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(NewArtefact artefact) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Integer> id = artefacts.findOrInsert(artefact);
            if (id.isPresent()) {
                return id.get();
            }
        }
        throw new ConcurrentModificationException("artefact appears and vanishes: " + artefact);
    }

    /** The image with this checksum (TE-START-33). */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Integer> findImage(String sha256) {
        return artefacts.findImage(sha256);
    }

    /** The distinct architectures of an artefact's builds, in alphabetical order. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<String> architectures(int artefactId) {
        return artefacts.architectures(artefactId);
    }

    /**
     * The id of the build of an artefact, made if need be (TE-START-36).
     *
     * @param revision null for families without revisions
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreateBuild(int artefactId, String architecture, @Nullable Integer revision) {
        for (int i = 0; i < TRIES; i++) {
            Integer id = artefacts.findOrInsertBuild(artefactId, architecture, revision);
            if (id != null) {
                return id;
            }
        }
        throw new ConcurrentModificationException(
                "build appears and vanishes: artefact " + artefactId + " " + architecture);
    }

    /** Whether there is such an artefact; one statement. */
    public boolean exists(long id) {
        return reads.exists(id).isPresent();
    }

    /** These artefacts by id, in one statement for any number; ids of none are left out. Archived ones are there too. */
    public Map<Integer, ArtefactResponse> byId(Collection<Integer> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<Integer, ArtefactResponse> found = HashMap.newHashMap(ids.size());
        for (ArtefactRow row : reads.find(ids.toArray(Integer[]::new))) {
            found.put(row.id(), rows.response(row));
        }
        return found;
    }

    /** The artefact (ART-GET-01). */
    public Optional<ArtefactResponse> find(long id) {
        int known = (int) id;
        return known == id ? Optional.ofNullable(byId(List.of(known)).get(known)) : Optional.empty();
    }

    /** Makes of a row what is shown. */
    @Singleton
    static class Rows {
        private static final Argument<List<ReviewerResponse>> REVIEWERS = Argument.listOf(ReviewerResponse.class);
        private static final Argument<List<BuildResponse>> BUILDS = Argument.listOf(BuildResponse.class);

        private final JsonMapper json;

        Rows(JsonMapper json) {
            this.json = json;
        }

        ArtefactResponse response(ArtefactRow row) {
            List<ReviewerResponse> reviewers = parse(row.reviewers(), REVIEWERS);
            return new ArtefactResponse(
                    row.id(),
                    row.name(),
                    row.version(),
                    row.track(),
                    row.store(),
                    row.branch(),
                    row.series(),
                    row.repo(),
                    row.source(),
                    row.os(),
                    row.release(),
                    row.owner(),
                    row.sha256(),
                    row.imageUrl(),
                    row.digest(),
                    row.stage(),
                    row.family(),
                    ArtefactStatus.valueOf(row.status()),
                    row.comment(),
                    row.archived(),
                    reviewers,
                    row.dueDate(),
                    row.createdAt(),
                    row.bugLink(),
                    row.jiraIssue(),
                    row.reviewsCount(),
                    row.decidedCount(),
                    parse(row.bundledBuilds(), BUILDS),
                    reviewers.isEmpty() ? null : reviewers.getFirst());
        }

        private <T> List<T> parse(String text, Argument<List<T>> type) {
            if (text.equals("[]")) {
                return List.of();
            }
            try {
                return json.readValue(text, type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
