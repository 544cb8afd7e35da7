package dev.assay.identity.user;

import dev.assay.database.Contended;
import dev.assay.database.Page;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** People, known by their e-mail address, which is compared as it is written (SAML-8). */
@Singleton
public class Users {
    private static final int PAGE = 500;
    private static final Pattern WHITE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final UserRepository users;

    Users(UserRepository users) {
        this.users = users;
    }

    /** What came of adding a person. */
    public sealed interface AddOutcome {
        record Added(int id) implements AddOutcome {}

        /** There was one with this address, who stays as he is. */
        record Exists(int id) implements AddOutcome {}
    }

    /** What came of making somebody an admin. */
    public enum PromoteOutcome {
        PROMOTED,
        ADMIN_ALREADY,
        UNKNOWN
    }

    /**
     * Somebody to add.
     *
     * @param handle on Launchpad; null for none
     * @param teams names; those that there are not yet are made, without permissions
     */
    public record Newcomer(
            String email, String name, @Nullable String handle, boolean admin, Collection<String> teams) {
        public Newcomer {
            teams = List.copyOf(teams);
        }
    }

    public Optional<Person> find(long id) {
        return users.find(id);
    }

    /**
     * Those of whom each word is part of address, name or handle, or the id, by name (USR-3 to USR-6).
     *
     * @param q words
     */
    public Page<Person> page(String q, int limit, int offset) {
        String[] words = WHITE.splitAsStream(q).filter(word -> !word.isEmpty()).toArray(String[]::new);
        return new Page<>(users.page(words, limit, offset), users.count(words));
    }

    /** Sets or takes the flag; empty for nobody (USR-8). */
    @Transactional
    Optional<Person> setAdmin(long id, boolean admin) {
        users.setAdmin(id, admin);
        return find(id);
    }

    /** Removes a person with sessions, notifications and memberships, if there is one (USR-9). One round trip. */
    void delete(long id) {
        users.delete(id);
    }

    /** Shows each person to the visitor, in the order of ids; memory holds a page of them. */
    public void forEach(Consumer<Person> visitor) {
        List<Person> page = users.after(0, PAGE);
        while (!page.isEmpty()) {
            page.forEach(visitor);
            page = users.after(page.getLast().id(), PAGE);
        }
    }

    /** Who has this e-mail address. */
    public Optional<Integer> idByEmail(String email) {
        return users.idByEmail(email);
    }

    /** All or nothing; who is there already stays as he is, teams included. */
    @Transactional
    public AddOutcome add(Newcomer newcomer) {
        Integer id = users.insert(newcomer.email(), newcomer.name(), newcomer.handle(), newcomer.admin());
        if (id == null) {
            return new AddOutcome.Exists(idByEmail(newcomer.email())
                    .orElseThrow(() -> new ConcurrentModificationException("user vanishes: " + newcomer.email())));
        }
        joinTeams(id, newcomer.teams());
        return new AddOutcome.Added(id);
    }

    /**
     * The person with this address, made if need be, without teams and no admin. A concurrent maker's row is reused; one
     * that has no handle gets this, and is otherwise left as it is (SAML-8).
     *
     * @param handle on Launchpad; null when not known
     */
    public int findOrCreate(String email, String name, @Nullable String handle) {
        return Contended.row(
                "user " + email, () -> users.findOrInsert(email, name, handle).orElse(null));
    }

    /**
     * Adds a person to teams, known by their exact names; what is no team yet becomes one without permissions. Nobody leaves
     * a team by this (SAML-9). Two round trips for any number.
     */
    @Transactional
    public void joinTeams(int userId, Collection<String> names) {
        if (!names.isEmpty()) {
            makeTeams(names);
            users.join(userId, names.toArray(String[]::new));
        }
    }

    /** Makes those of these teams that there are not, without permissions. One round trip for any number, none for none. */
    @Transactional
    public void makeTeams(Collection<String> names) {
        if (!names.isEmpty()) {
            // In this order by everybody, so that two who make the same teams do not wait for each other
            users.makeTeams(new TreeSet<>(names).toArray(String[]::new));
        }
    }

    /** Makes the person with this address an admin (MISC-8). */
    @Transactional
    public PromoteOutcome promote(String email) {
        if (users.promote(email) > 0) {
            return PromoteOutcome.PROMOTED;
        }
        return idByEmail(email).isPresent() ? PromoteOutcome.ADMIN_ALREADY : PromoteOutcome.UNKNOWN;
    }
}
