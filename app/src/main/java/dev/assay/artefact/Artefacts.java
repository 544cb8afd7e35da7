package dev.assay.artefact;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    private final ArtefactPatchRepository changes;
    private final Rows rows;

    Artefacts(ArtefactRepository artefacts, ArtefactReadRepository reads, ArtefactPatchRepository changes, Rows rows) {
        this.artefacts = artefacts;
        this.reads = reads;
        this.changes = changes;
        this.rows = rows;
    }

    /** The id of the artefact with this key, made if need be; a concurrent maker's row is reused (TE-START-60). */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(ArtefactKey artefact) {
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

    /** What came of giving an artefact another reviewer. */
    public enum AssignOutcome {
        ASSIGNED,
        UNKNOWN_ARTEFACT,
        UNKNOWN_USER
    }

    /** Makes somebody the only reviewer; nobody is told, and reviews of environments stay with whom they are (NOTIF-6). */
    @Transactional
    public AssignOutcome assign(int id, int userId) {
        if (changes.hold(id).isEmpty()) {
            return AssignOutcome.UNKNOWN_ARTEFACT;
        }
        if (changes.usersById(new Long[] {(long) userId}).isEmpty()) {
            return AssignOutcome.UNKNOWN_USER;
        }
        changes.replaceReviewers(id, List.of(userId));
        return AssignOutcome.ASSIGNED;
    }

    /**
     * Removes an artefact with everything of its own: builds, executions, results, reviews, requested reruns. What executions
     * share with others stays: environments, plans, cases, pairs of metadata (DM-20 to DM-28). False when there is none.
     */
    @Transactional
    public boolean delete(int id) {
        return changes.deleteAll(id);
    }

    /** One that the caller holds, with reviewers and bundle in this order. */
    ArtefactResponse inOrder(int id, List<Integer> reviewers, List<Integer> builds) {
        return rows.response(reads.find(new Integer[] {id}).getFirst(), reviewers, builds);
    }

    /** What is under test at present: of every charm all, of others the newest of each kind (ART-LIST). One statement. */
    List<ArtefactResponse> newest(Collection<Family> families) {
        return reads.newest(wire(families)).stream().map(rows::response).toList();
    }

    /** A page of the names there are (ART-SEARCH-02). */
    Names names(String part, Collection<Family> families, int limit, int offset) {
        ArtefactReadRepository.NamesRow row = reads.names("%" + part + "%", wire(families), limit, offset);
        return new Names(rows.names(row), row.count());
    }

    /** @param count of all, not of this page */
    record Names(List<String> names, int count) {}

    private static String[] wire(Collection<Family> families) {
        return families.stream().map(Family::wire).toArray(String[]::new);
    }

    /** Makes of a row what is shown. */
    @Singleton
    static class Rows {
        private static final Argument<List<ReviewerResponse>> REVIEWERS = Argument.listOf(ReviewerResponse.class);
        private static final Argument<List<String>> NAMES = Argument.listOf(String.class);
        private static final Argument<List<BuildResponse>> BUILDS = Argument.listOf(BuildResponse.class);

        private final JsonMapper json;

        Rows(JsonMapper json) {
            this.json = json;
        }

        ArtefactResponse response(ArtefactRow row) {
            return response(row, List.of(), List.of());
        }

        List<String> names(ArtefactReadRepository.NamesRow row) {
            return parse(row.names(), NAMES);
        }

        ArtefactResponse response(ArtefactRow row, List<Integer> reviewerOrder, List<Integer> buildOrder) {
            List<ReviewerResponse> reviewers =
                    ordered(parse(row.reviewers(), REVIEWERS), ReviewerResponse::id, reviewerOrder);
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
                    ordered(parse(row.bundledBuilds(), BUILDS), BuildResponse::id, buildOrder),
                    reviewers.isEmpty() ? null : reviewers.getFirst());
        }

        private static <T> List<T> ordered(List<T> values, Function<T, Integer> id, List<Integer> order) {
            if (order.isEmpty()) {
                return values;
            }
            Map<Integer, Integer> positions = HashMap.newHashMap(order.size());
            order.forEach(value -> positions.put(value, positions.size()));
            return values.stream()
                    .sorted(Comparator.comparing(value -> positions.getOrDefault(id.apply(value), order.size())))
                    .toList();
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
