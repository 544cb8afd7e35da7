package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import dev.assay.platform.IndexedText;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a rule. A value that is null or absent stays as it is (AMR-9).
 *
 * @param teamIds replace the previous teams
 * @param grantPermissions replace the previous permissions
 */
@Schema(name = "MatchingRulePatch")
record RulePatch(
        @Size(max = 200) @Nullable String name,
        @Nullable Family family,

        @Size(max = 100) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String stage,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String track,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String branch,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String store,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String series,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String os,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String release,

        @Size(max = 200) @Input.Bytes(IndexedText.CRITERION) @Nullable
        String owner,

        @Nullable List<Long> teamIds,
        @Size(max = RuleBase.MOST) @Nullable List<Permission> grantPermissions) {

    Rule.Terms after(Rule.Terms rule) {
        RuleKey before = rule.key();
        RuleKey key = new RuleKey(
                Objects.requireNonNullElse(family, before.family()),
                Objects.requireNonNullElse(name, before.name()),
                Objects.requireNonNullElse(stage, before.stage()),
                Objects.requireNonNullElse(track, before.track()),
                Objects.requireNonNullElse(branch, before.branch()),
                Objects.requireNonNullElse(store, before.store()),
                Objects.requireNonNullElse(series, before.series()),
                Objects.requireNonNullElse(os, before.os()),
                Objects.requireNonNullElse(release, before.release()),
                Objects.requireNonNullElse(owner, before.owner()));
        return new Rule.Terms(key, Objects.requireNonNullElse(grantPermissions, rule.grants()));
    }
}
