package dev.assay.rerun;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;

/** Requested reruns. Methods join the caller's transaction. */
@Singleton
public class Reruns {
    private final RerunRepository reruns;

    Reruns(RerunRepository reruns) {
        this.reruns = reruns;
    }

    /**
     * Queues a rerun of the execution's group when a result of it has an issue attached that asks for one; a pending
     * request stays as it is (RERUN-1, TR-POST-09).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requestIfAutomatic(long executionId) {
        reruns.insertIfAutomatic(executionId);
    }
}
