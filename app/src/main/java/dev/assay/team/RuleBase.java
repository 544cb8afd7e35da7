package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A rule in the request body of a team (AMR-2). An empty text matches any value.
 *
 * @param grantPermissions what members of the rule's teams may do with the artefacts that it matches
 */
@Schema(name = "MatchingRuleRequest")
record RuleBase(
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

        @Size(max = RuleBase.MOST) @Input.Default("[]") List<Permission> grantPermissions) {
    /** The most items in a list of a request body. */
    static final int MOST = 10_000;

    Rule.Terms given() {
        RuleKey key = new RuleKey(family, name, stage, track, branch, store, series, os, release, owner);
        return new Rule.Terms(key, grantPermissions);
    }
}
