package dev.assay.artefact;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Artefacts and their builds. Whoever names one that is not there yet makes it; a reused one is never changed
 * (TE-START-41). All methods join the caller's transaction.
 */
@Singleton
public class Artefacts {
    private static final int TRIES = 3;

    private final ArtefactRepository artefacts;

    Artefacts(ArtefactRepository artefacts) {
        this.artefacts = artefacts;
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
}
