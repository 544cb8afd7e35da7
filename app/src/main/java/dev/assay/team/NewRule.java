package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A rule to create (AMR-8). An empty text matches any value.
 *
 * @param teamIds at least one; duplicates are ignored
 */
@Schema(name = "MatchingRuleCreate")
record NewRule(
        @Size(max = 200) @Input.Default("") String name,
        Family family,

        @Size(max = 100) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String stage,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String track,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String branch,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String store,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String series,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String os,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String release,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Input.Default("")
        String owner,

        @Size(max = RuleBase.MOST) @Input.Default("[]") List<Permission> grantPermissions,
        List<Long> teamIds) {

    Rule.Given given() {
        RuleKey key = new RuleKey(family, name, stage, track, branch, store, series, os, release, owner);
        return new Rule.Given(key, grantPermissions);
    }
}
