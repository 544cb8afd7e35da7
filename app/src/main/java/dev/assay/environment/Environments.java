package dev.assay.environment;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.ConcurrentModificationException;

/** Environments; whoever names one that is not there yet makes it. */
@Singleton
public class Environments {
    private static final int TRIES = 3;

    private final EnvironmentRepository environments;

    Environments(EnvironmentRepository environments) {
        this.environments = environments;
    }

    /** The id of the environment, made if need be (TE-START-35). Joins the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int findOrCreate(String name, String architecture) {
        for (int i = 0; i < TRIES; i++) {
            Integer id = environments.findOrInsert(name, architecture);
            if (id != null) {
                return id;
            }
        }
        throw new ConcurrentModificationException("environment appears and vanishes: " + name);
    }
}
