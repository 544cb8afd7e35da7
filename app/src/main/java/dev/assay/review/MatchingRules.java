package dev.assay.review;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;

/** Rules that tie artefacts to teams by their attributes. */
@Singleton
class MatchingRules {
    private final MatchingRuleRepository rules;

    MatchingRules(MatchingRuleRepository rules) {
        this.rules = rules;
    }

    /**
     * Draws who could review an artefact besides those who do: members of the teams of the most specific rules that match it,
     * at random, uniformly, without replacement (AMR-22 to 24). Nobody from less specific rules stands in. Joins the caller's
     * transaction and keeps the drawn from being deleted until it ends.
     *
     * @param count how many are wanted; there may be fewer
     */
    @Transactional(propagation = Propagation.MANDATORY)
    List<Integer> drawReviewers(int artefactId, int count) {
        return rules.draw(artefactId, count);
    }
}
