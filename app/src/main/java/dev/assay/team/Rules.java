package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Matching rules: a pattern of artefacts, what members of its teams may do with them, and so who reviews them. There is one
 * rule of each pattern in all, which teams share (AMR-4).
 */
@Singleton
class Rules {
    private final RuleRepository rules;
    private final Rows rows;

    Rules(RuleRepository rules, Rows rows) {
        this.rules = rules;
        this.rows = rows;
    }

    /** What came of making or changing a rule. */
    sealed interface Outcome {
        record Done(RuleResponse rule) implements Outcome {}

        record Unknown() implements Outcome {}

        record UnknownTeam(long id) implements Outcome {}

        record NoTeams() implements Outcome {}

        /** There is another with the same values. */
        record Taken() implements Outcome {}
    }

    Optional<RuleResponse> find(long id) {
        return rules.find(id).map(row -> rows.parse(row, RuleResponse.class));
    }

    /** The next ones by id; null for every family. */
    List<RuleResponse> after(@Nullable Family family, int after, int limit) {
        return rows.parse(rules.after(family == null ? null : family.wire(), after, limit), RuleResponse.class);
    }

    /** Makes a rule (AMR-8). One statement writes, and sees whether another is the same. */
    Outcome create(NewRule rule) {
        if (rule.teamIds().isEmpty()) {
            return new Outcome.NoTeams();
        }
        Teams teams = teams(rule.teamIds());
        if (teams.unknown() != null) {
            return new Outcome.UnknownTeam(teams.unknown());
        }
        return rules.insert(rule.key(), rule.grantPermissions(), teams.known())
                .flatMap(this::find)
                .<Outcome>map(Outcome.Done::new)
                .orElseGet(Outcome.Taken::new);
    }

    /** Changes a rule, all of it or nothing (AMR-9, AMR-10). */
    @Transactional
    Outcome patch(long id, RulePatch patch) {
        rules.lock();
        Optional<RuleRepository.Held> held = rules.hold(id);
        if (held.isEmpty()) {
            return new Outcome.Unknown();
        }
        Teams teams = teams(Objects.requireNonNullElse(patch.teamIds(), List.of()));
        if (teams.unknown() != null) {
            return new Outcome.UnknownTeam(teams.unknown());
        }
        if (patch.teamIds() != null && patch.teamIds().isEmpty()) {
            return new Outcome.NoTeams();
        }
        return write(held.get(), patch, teams.known());
    }

    private Outcome write(RuleRepository.Held rule, RulePatch patch, Collection<Integer> teams) {
        RuleKey key = patch.key(rule.key());
        boolean moved = !key.equals(rule.key());
        if (moved && rules.isTaken(key)) {
            return new Outcome.Taken();
        }
        List<Permission> grants = patch.grantPermissions();
        String names = grants == null ? rule.grants() : RuleRepository.names(grants);
        if (moved || !names.equals(rule.grants())) {
            rules.write(rule.id(), key, names);
        }
        if (!teams.isEmpty()) {
            rules.replaceTeams(rule.id(), teams);
        }
        return new Outcome.Done(find(rule.id()).orElseThrow());
    }

    /** False for an unknown rule (AMR-11). */
    boolean delete(long id) {
        return rules.delete(id) > 0;
    }

    /** Lets nobody else write rules until the transaction ends; before anything else is held. */
    void lock() {
        rules.lock();
    }

    /** Makes these the rules of a team; of those with the same pattern the first counts (AMR-15). After {@link #lock}. */
    void sync(int team, List<RuleBase> given) {
        Map<RuleKey, RuleBase> first = LinkedHashMap.newLinkedHashMap(given.size());
        given.forEach(rule -> first.putIfAbsent(rule.key(), rule));
        rules.sync(team, List.copyOf(first.values()));
    }

    /** @param unknown the first of no team; null when all are known */
    private record Teams(
            Collection<Integer> known, @Nullable Long unknown) {}

    private Teams teams(List<Long> ids) {
        if (ids.isEmpty()) {
            return new Teams(List.of(), null);
        }
        Set<Long> distinct = new LinkedHashSet<>(ids);
        Map<Long, Integer> known = new HashMap<>(rules.teams(distinct.toArray(Long[]::new)).stream()
                .collect(Collectors.toMap(Integer::longValue, id -> id)));
        return distinct.stream()
                .filter(id -> !known.containsKey(id))
                .findFirst()
                .map(id -> new Teams(List.of(), id))
                .orElseGet(() -> new Teams(known.values(), null));
    }
}
