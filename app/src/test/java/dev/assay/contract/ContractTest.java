package dev.assay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code openapi.json} holds everything that clients of Test Observer know: CONV-01, CONV-03, SVC-20, SVC-21. */
class ContractTest {
    private static final List<Fact> THEIRS = Checked.operations();
    private static final List<Fact> OURS = Checked.description();

    @Test
    void everyOperationParameterAndMemberIsThereWithItsType() {
        List<Fact> due = THEIRS.stream()
                .filter(fact -> Checked.notYet().stream().noneMatch(prefix -> isUnder(prefix, fact)))
                .toList();

        assertThat(due).hasSizeGreaterThan(1000);
        assertThat(Comparison.of(due, OURS).differences()).isEmpty();
    }

    /** Makes the list of missing operations shrink with every operation that is added. */
    @Test
    void whatIsNotYetThereIsMissing() {
        assertThat(Checked.notYet()).allSatisfy(prefix -> {
            assertThat(THEIRS).as("operations of theirs under %s", prefix).anyMatch(fact -> isUnder(prefix, fact));
            assertThat(OURS)
                    .as("%s is there: take it off contract/not-yet.txt", prefix)
                    .noneMatch(fact -> isUnder(prefix, fact));
        });
    }

    @Test
    void everyAllowanceIsNeeded() {
        assertThat(Comparison.of(THEIRS, OURS).used()).containsExactlyInAnyOrder(AcceptedDifference.values());
    }

    @Test
    void theListIsWhole() {
        assertThat(THEIRS.stream().map(Fact::operation).distinct()).hasSize(89);
        assertThat(THEIRS).allSatisfy(fact -> assertThat(fact.types()).doesNotContain(""));
    }

    private static boolean isUnder(String prefix, Fact fact) {
        return fact.path().equals(prefix) || fact.path().startsWith(prefix + "/");
    }
}
