package dev.assay.seed;

import dev.assay.artefact.Family;
import dev.assay.filter.Criteria;
import dev.assay.issue.Issue;
import dev.assay.issue.Issues;
import dev.assay.issue.rule.AttachmentRules;
import dev.assay.outcome.ResultStatus;
import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.Source;
import dev.assay.tracker.TrackedIssue;
import dev.assay.web.input.PresenceFilter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The known issues of a world, with rules that attach them: what is broken, what is flaky, and the outages. */
@Singleton
class SeedIssues {
    /** The owner of every project. */
    private static final String OWNER = "seed-example/";

    /** One product in this many has no known issues. */
    private static final int UNKNOWN = 3;

    private final Issues issues;
    private final AttachmentRules rules;

    SeedIssues(Issues issues, AttachmentRules rules) {
        this.issues = issues;
        this.rules = rules;
    }

    /** Makes the missing ones. */
    void make(World world) {
        for (int i = 0; i < world.products().size(); i++) {
            if (i % UNKNOWN != UNKNOWN - 1) {
                Product product = world.products().get(i);
                know(world, product, 1, "Fails on every machine since an update", Suite.Case::isBroken);
                know(world, product, 2, "Passes only sometimes", Suite.Case::isFlaky);
            }
        }
        Product any = world.products().getFirst();
        Issue.WithRules outage = issue(world, any, 3, "The network of the lab fails");
        if (outage.rules().isEmpty()) {
            rules.add(
                    outage.issue().id(),
                    true,
                    failed(List.of(), List.of(), Map.of(SeedExecution.INFRASTRUCTURE, List.of(SeedExecution.OUTAGE))));
        }
    }

    private void know(World world, Product product, int number, String title, Predicate<Suite.Case> which) {
        List<String> cases = Suite.of(product, "full", world.random()).stream()
                .filter(which)
                .map(Suite.Case::name)
                .toList();
        if (!cases.isEmpty()
                && issue(world, product, number, title) instanceof Issue.WithRules(Issue issue, var known)
                && known.isEmpty()) {
            rules.add(issue.id(), true, failed(List.of(product.artefact()), cases, Map.of()));
        }
    }

    private Issue.WithRules issue(World world, Product product, int number, String title) {
        int key = 1_000 + world.random().of("issue", product.name(), number).below(90_000);
        return issues.put(
                new TrackedIssue(Source.GITHUB, OWNER + product.name(), String.valueOf(key)),
                new Issues.Change(title, IssueStatus.OPEN, null));
    }

    private static Criteria failed(List<String> artefacts, List<String> cases, Map<String, List<String>> metadata) {
        return new Criteria(
                List.<Family>of(),
                artefacts,
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                cases,
                List.of(),
                PresenceFilter.IRRELEVANT,
                List.of(ResultStatus.FAILED),
                List.of(),
                metadata,
                PresenceFilter.IRRELEVANT,
                null,
                null,
                null);
    }
}
