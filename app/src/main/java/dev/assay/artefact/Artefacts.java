package dev.assay.artefact;

import dev.assay.access.Caller;
import dev.assay.database.Contended;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.model.DataType;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Artefacts and their builds. A request that names an unknown one creates it; a known one is reused and never changed
 * (TE-START-41). Methods that create them run in the caller's transaction.
 */
@Singleton
public class Artefacts {
    private final ArtefactRepository artefacts;
    private final ArtefactReadRepository reads;
    private final ArtefactPatchRepository changes;
    private final ArtefactPatches patches;

    Artefacts(
            ArtefactRepository artefacts,
            ArtefactReadRepository reads,
            ArtefactPatchRepository changes,
            ArtefactPatches patches) {
        this.artefacts = artefacts;
        this.reads = reads;
        this.changes = changes;
        this.patches = patches;
    }

    /**
     * The id of the artefact with this key, created if necessary. If another transaction creates it at the same time,
     * its row is reused (TE-START-60).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(ArtefactKey artefact) {
        return Contended.row("artefact " + artefact, () -> artefacts.findOrInsert(artefact));
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
     * The id of an artefact's build, created if necessary (TE-START-36).
     *
     * @param revision null for families without revisions
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreateBuild(int artefactId, String architecture, @Nullable Integer revision) {
        return Contended.row(
                "build of artefact " + artefactId + " " + architecture,
                () -> artefacts.findOrInsertBuild(artefactId, architecture, revision));
    }

    /** True if the artefact exists. One statement. */
    public boolean exists(long id) {
        return reads.exists(id).isPresent();
    }

    /**
     * The artefacts with these ids, archived ones too. Unknown ids are left out. One statement for any number of ids.
     */
    public Map<Integer, Artefact> byId(Collection<Integer> ids) {
        return ids.isEmpty()
                ? Map.of()
                : reads.find(ids.toArray(Integer[]::new)).stream()
                        .collect(Collectors.toMap(Artefact::id, Function.identity()));
    }

    /** The artefact (ART-GET-01). */
    public Optional<Artefact> find(long id) {
        int known = (int) id;
        return known == id ? Optional.ofNullable(byId(List.of(known)).get(known)) : Optional.empty();
    }

    /** The result of a patch. */
    public sealed interface PatchOutcome {
        /** Reviewers and bundle are in the order of the patch. */
        record Patched(Artefact artefact) implements PatchOutcome {}

        record Unknown() implements PatchOutcome {}

        /** The caller may not change artefacts in general, nor this one (ART-PATCH-02). */
        record NotAllowed() implements PatchOutcome {}

        /** The artefact's state or family does not permit the change (ART-PATCH-04, 05, 08). */
        record Unfit(String reason) implements PatchOutcome {}

        /** People or builds are unknown or named twice (ART-PATCH-17 to 19, 25). */
        record Invalid(String reason) implements PatchOutcome {}

        /** Another solution already has the resulting key (ART-PATCH-09, 26). */
        record Taken(String reason) implements PatchOutcome {}
    }

    /** The result of giving an artefact another reviewer. */
    public enum AssignOutcome {
        ASSIGNED,
        UNKNOWN_ARTEFACT,
        UNKNOWN_USER
    }

    /**
     * Makes a user the only reviewer. No one is notified, and reviews of environments keep their reviewers (NOTIF-6).
     */
    @Transactional
    public AssignOutcome assign(int id, int userId) {
        if (changes.lock(id).isEmpty()) {
            return AssignOutcome.UNKNOWN_ARTEFACT;
        }
        if (changes.usersById(new Long[] {(long) userId}).isEmpty()) {
            return AssignOutcome.UNKNOWN_USER;
        }
        changes.replaceReviewers(id, List.of(userId));
        return AssignOutcome.ASSIGNED;
    }

    /**
     * Deletes an artefact with its builds, executions, results, reviews and rerun requests. Environments, plans, cases
     * and metadata stay, because other executions share them (DM-20 to DM-28). Returns false if there is no such
     * artefact.
     */
    @Transactional
    public boolean delete(int id) {
        return changes.deleteAll(id);
    }

    /** Changes an artefact. A refused patch changes nothing. */
    @Transactional
    public PatchOutcome patch(long id, ArtefactPatch patch, Caller caller) {
        return patches.patch(id, patch, caller);
    }

    /**
     * What is under test at present: all charms, and the newest of each group of the other families (ART-LIST). One
     * statement.
     */
    public List<Artefact> newest(Collection<Family> families) {
        return reads.newest(wire(families));
    }

    /** Artefacts with ids below {@code before}, highest first, archived ones too. Two statements. */
    public List<Artefact> page(ArtefactFilter filter, int before, int limit) {
        List<Integer> ids = reads.ids(ArtefactReadRepository.page(filter, before, limit));
        return ids.isEmpty() ? List.of() : reads.find(ids.toArray(Integer[]::new));
    }

    /** A page of the distinct names that contain a text (ART-SEARCH-02). */
    public Names names(String part, Collection<Family> families, int limit, int offset) {
        return reads.names("%" + part + "%", wire(families), limit, offset);
    }

    /** @param count the number of all names, not only of this page */
    @Introspected
    public record Names(
            @MappedProperty(type = DataType.JSON) List<String> names, int count) {}

    /** The versions of a name in a track, newest first, archived ones too (ART-HIST). */
    public List<ArtefactVersion> history(
            String name, Family family, String track, @Nullable Stage stage, int limit, int offset) {
        return reads.history(name, family.wire(), track, stage == null ? null : stage.wire(), limit, offset);
    }

    /**
     * The artefacts that differ from this one only in their version, and itself, newest first (ART-VER). Empty if it is
     * unknown.
     */
    public List<ArtefactVersion> versions(long id) {
        return reads.versions(id);
    }

    private static String[] wire(Collection<Family> families) {
        return families.stream().map(Family::wire).toArray(String[]::new);
    }
}
