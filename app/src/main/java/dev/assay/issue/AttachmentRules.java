package dev.assay.issue;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.LocalDateTime;

/** Rules that attach issues to results as they are stored. */
@Singleton
public class AttachmentRules {
    private final AttachmentRuleRepository rules;

    AttachmentRules(AttachmentRuleRepository rules) {
        this.rules = rules;
    }

    /**
     * Attaches the issue of every enabled rule that matches a result stored by this transaction; of several rules of one
     * issue the lowest id is recorded (ARULE-10 to ARULE-14). One round trip, whatever the number of rules and results.
     *
     * @param storedAt the transaction's time, which all its results carry (CONV-28)
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void apply(long executionId, LocalDateTime storedAt) {
        rules.attachMatching(executionId, storedAt);
    }
}
