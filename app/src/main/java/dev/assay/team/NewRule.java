package dev.assay.team;

import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A rule to be made (AMR-8).
 *
 * @param teamIds one at least; naming one twice is naming it once
 */
@Schema(name = "MatchingRuleCreate")
record NewRule(@Input.Flat RuleBase rule, List<Long> teamIds) {
    Rule.Given given() {
        return rule.given();
    }
}
