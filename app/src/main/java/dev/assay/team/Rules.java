package dev.assay.team;

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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Matching rules. A rule has a pattern of artefacts and says what members of its teams may do with them, and so who reviews
 * them. There is at most one rule for each pattern; teams share it (AMR-4).
 */
@Singleton
public class Rules {
    private final RuleRepository rules;

    Rules(RuleRepository rules) {
        this.rules = rules;
    }

    /** The result of creating or changing a rule. */
    sealed interface Outcome {
        record Done(Rule.Shared rule) implements Outcome {}

        record Unknown() implements Outcome {}

        record UnknownTeam(long id) implements Outcome {}

        record NoTeams() implements Outcome {}

        /** Another rule has the same values. */
        record Taken() implements Outcome {}
    }

    public Optional<Rule.Shared> find(long id) {
        return rules.find(id);
    }

    /** The next rules by id; a null {@code family} means all families. */
    public List<Rule.Shared> after(@Nullable Family family, int after, int limit) {
        return rules.after(family == null ? null : family.wire(), after, limit);
    }

    /** Creates a rule (AMR-8). One statement inserts it, and detects another rule with the same values. */
    Outcome create(Rule.Terms rule, List<Long> teamIds) {
        if (teamIds.isEmpty()) {
            return new Outcome.NoTeams();
        }
        Teams teams = teams(teamIds);
        if (teams.unknown() != null) {
            return new Outcome.UnknownTeam(teams.unknown());
        }
        return rules.insert(rule.key(), rule.grants(), teams.known())
                .flatMap(this::find)
                .<Outcome>map(Outcome.Done::new)
                .orElseGet(Outcome.Taken::new);
    }

    /**
     * Changes a rule completely or not at all (AMR-9, AMR-10).
     *
     * @param change returns the new rule for the present one
     * @param teamIds null keeps the present teams
     */
    @Transactional
    Outcome patch(long id, UnaryOperator<Rule.Terms> change, @Nullable List<Long> teamIds) {
        rules.lock();
        Optional<Rule.Shared> found = rules.find(id);
        if (found.isEmpty()) {
            return new Outcome.Unknown();
        }
        Teams teams = teams(Objects.requireNonNullElse(teamIds, List.of()));
        if (teams.unknown() != null) {
            return new Outcome.UnknownTeam(teams.unknown());
        }
        if (teamIds != null && teamIds.isEmpty()) {
            return new Outcome.NoTeams();
        }
        Rule rule = found.get().rule();
        Rule.Terms given = change.apply(new Rule.Terms(rule.key(), rule.grants()));
        boolean moved = !given.key().equals(rule.key());
        if (moved && rules.isTaken(given.key())) {
            return new Outcome.Taken();
        }
        if (moved || !given.grants().equals(rule.grants())) {
            rules.write(rule.id(), given.key(), given.grants());
        }
        if (teamIds != null) {
            rules.replaceTeams(rule.id(), teams.known().toArray(Integer[]::new));
        }
        return new Outcome.Done(find(id).orElseThrow());
    }

    /** Deletes a rule; false if it does not exist (AMR-11). */
    boolean delete(long id) {
        return rules.delete(id) > 0;
    }

    /** Blocks other writers of rules until the transaction ends. Take this lock before any other. */
    void lock() {
        rules.lock();
    }

    /**
     * Makes these the rules of a team. If several have the same pattern, the first is used (AMR-15). The caller holds the
     * {@link #lock}.
     */
    void sync(int team, List<Rule.Terms> given) {
        Map<RuleKey, Rule.Terms> first = LinkedHashMap.newLinkedHashMap(given.size());
        given.forEach(rule -> first.putIfAbsent(rule.key(), rule));
        rules.sync(team, first.values());
    }

    /** @param unknown the first id that does not belong to a team; null if all do */
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
