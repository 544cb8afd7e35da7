package dev.assay.team;

import dev.assay.access.Permission;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Teams, their members and the members' permissions. */
@Singleton
public class Teams {
    private final TeamRepository teams;
    private final Rules rules;

    Teams(TeamRepository teams, Rules rules) {
        this.teams = teams;
        this.rules = rules;
    }

    /** The result of creating a team. */
    sealed interface CreateOutcome {
        record Created(Team team) implements CreateOutcome {}

        record NameTaken(String name) implements CreateOutcome {}
    }

    /** The result of adding or removing a member. */
    sealed interface MemberOutcome {
        record Done(Team team) implements MemberOutcome {}

        record UnknownTeam() implements MemberOutcome {}

        record UnknownUser() implements MemberOutcome {}
    }

    public Optional<Team> find(long id) {
        return teams.find(id);
    }

    /** The next teams by id. */
    public List<Team> after(int after, int limit) {
        return teams.after(after, limit);
    }

    /** Creates a team with these rules; other teams may have some of them already (TEAM-2, AMR-15). */
    @Transactional
    CreateOutcome create(String name, List<Permission> permissions, List<Rule.Terms> given) {
        if (!given.isEmpty()) {
            rules.lock();
        }
        Integer id = teams.insert(name, RuleRepository.names(permissions));
        if (id == null) {
            return new CreateOutcome.NameTaken(name);
        }
        if (!given.isEmpty()) {
            rules.sync(id, given);
        }
        return new CreateOutcome.Created(find(id).orElseThrow());
    }

    /** Replaces each value that is not null; empty if the team does not exist (TEAM-4). */
    @Transactional
    Optional<Team> patch(long id, @Nullable List<Permission> permissions, @Nullable List<Rule.Terms> given) {
        if (given != null) {
            rules.lock(); // before the team: every transaction takes the locks in this order
        }
        Optional<Integer> held = teams.hold(id);
        if (held.isPresent() && permissions != null) {
            teams.setPermissions(held.get(), RuleRepository.names(permissions));
        }
        if (held.isPresent() && given != null) {
            rules.sync(held.get(), given);
        }
        return held.flatMap(this::find);
    }

    MemberOutcome addMember(long team, long user) {
        return change(team, user, teams::addMember);
    }

    MemberOutcome removeMember(long team, long user) {
        return change(team, user, teams::removeMember);
    }

    private MemberOutcome change(long team, long user, BiFunction<Long, Long, TeamRepository.Known> change) {
        TeamRepository.Known known = change.apply(team, user);
        if (!known.team()) {
            return new MemberOutcome.UnknownTeam();
        }
        if (!known.user()) {
            return new MemberOutcome.UnknownUser();
        }
        return find(team).<MemberOutcome>map(MemberOutcome.Done::new).orElseGet(MemberOutcome.UnknownTeam::new);
    }
}
