package dev.assay.issue.rule;

import dev.assay.filter.Criteria;
import dev.assay.issue.AttachmentRule;
import dev.assay.issue.Issues;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules that attach issues to results when they are stored. */
@Singleton
public class AttachmentRules {
    private final AttachmentRuleRepository rules;
    private final MatchRepository matches;
    private final Issues issues;

    AttachmentRules(AttachmentRuleRepository rules, MatchRepository matches, Issues issues) {
        this.rules = rules;
        this.matches = matches;
        this.issues = issues;
    }

    /** The result of changing a rule. */
    sealed interface Outcome {
        record Done(AttachmentRule rule) implements Outcome {}

        record Unknown() implements Outcome {}

        /** The rule belongs to another issue (ARULE-8). */
        record OfAnotherIssue() implements Outcome {}
    }

    /**
     * Attaches the issue of every enabled rule that matches a result stored by this transaction. If several rules of
     * one issue match, the one with the lowest id is recorded (ARULE-10 to ARULE-14). One round trip for any number of
     * rules and results.
     *
     * @param storedAt the transaction's time, which all its results carry (CONV-28)
     * @param cases the names of the stored cases, each once
     * @param templates all template ids of these cases; additional ones do no harm
     * @return true if the execution has a result with an issue that requests automatic reruns (RERUN-1, RERUN-2)
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean apply(long executionId, Instant storedAt, Collection<String> cases, Collection<String> templates) {
        return matches.attach(executionId, storedAt, cases, templates);
    }

    /** Same as {@link #apply(long, Instant, Collection, Collection)}, for more cases than should be kept in memory. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean apply(long executionId, Instant storedAt) {
        return matches.attach(executionId, storedAt);
    }

    /** Empty if the issue does not exist. One statement. */
    public Optional<AttachmentRule> add(long issueId, boolean enabled, Criteria criteria) {
        return rules.insert(issueId, enabled, criteria);
    }

    @Transactional
    Outcome patch(long issueId, long ruleId, @Nullable Boolean enabled) {
        Optional<Integer> owner = rules.issue(ruleId);
        if (owner.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (owner.get() != issueId) {
            return new Outcome.OfAnotherIssue();
        }
        if (enabled != null) {
            rules.enable(ruleId, enabled);
        }
        return rules.find(ruleId).<Outcome>map(Outcome.Done::new).orElseGet(Outcome.Unknown::new);
    }

    /** Removes a rule if it exists. Returns false if it belongs to another issue (ARULE-7, ARULE-8). */
    @Transactional
    boolean remove(long issueId, long ruleId) {
        Optional<Integer> owner = rules.issue(ruleId);
        if (owner.isPresent() && owner.get() == issueId) {
            issues.hold(issueId);
            rules.delete(ruleId);
        }
        return owner.isEmpty() || owner.get() == issueId;
    }
}
