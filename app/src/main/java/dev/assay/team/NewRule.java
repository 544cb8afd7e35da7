package dev.assay.team;

import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A rule to create (AMR-8). An empty text matches any value.
 *
 * @param teamIds at least one; duplicates are ignored
 */
@Schema(name = "MatchingRuleCreate")
record NewRule(@Input.Flat RuleBase rule, List<Long> teamIds) {
    Rule.Terms given() {
        return rule.given();
    }
}
