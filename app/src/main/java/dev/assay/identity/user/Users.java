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

/** Users, identified by their e-mail address. Addresses are compared exactly, including upper and lower case (SAML-8). */
@Singleton
public class Users {
    private static final int PAGE = 500;
    private static final Pattern WHITE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final UserRepository users;

    Users(UserRepository users) {
        this.users = users;
    }

    /** The result of adding a user. */
    public sealed interface AddOutcome {
        record Added(int id) implements AddOutcome {}

        /** A user with this address exists, and was not changed. */
        record Exists(int id) implements AddOutcome {}
    }

    /** The result of making a user an admin. */
    public enum PromoteOutcome {
        PROMOTED,
        ADMIN_ALREADY,
        UNKNOWN
    }

    /**
     * A user to add.
     *
     * @param handle the Launchpad handle; null if there is none
     * @param teams names of teams; missing teams are created without permissions
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
     * Users that match all words, sorted by name (USR-3 to USR-6). A word matches if it is part of the address, the name or the
     * handle, or is the id.
     *
     * @param q words, separated by white space
     */
    public Page<Person> page(String q, int limit, int offset) {
        String[] words = WHITE.splitAsStream(q).filter(word -> !word.isEmpty()).toArray(String[]::new);
        return new Page<>(users.page(words, limit, offset), users.count(words));
    }

    /** Sets or clears the admin flag; empty if the user does not exist (USR-8). */
    @Transactional
    Optional<Person> setAdmin(long id, boolean admin) {
        users.setAdmin(id, admin);
        return find(id);
    }

    /** Deletes a user with sessions, notifications and memberships, if it exists (USR-9). Takes one round trip. */
    void delete(long id) {
        users.delete(id);
    }

    /** Passes each user to the visitor, sorted by id. Only one page of users is in memory. */
    public void forEach(Consumer<Person> visitor) {
        List<Person> page = users.after(0, PAGE);
        while (!page.isEmpty()) {
            page.forEach(visitor);
            page = users.after(page.getLast().id(), PAGE);
        }
    }

    /** The id of the user with this e-mail address. */
    public Optional<Integer> idByEmail(String email) {
        return users.idByEmail(email);
    }

    /** Adds a user and its teams in one transaction. A user that exists is not changed, and neither are its teams. */
    @Transactional
    public AddOutcome add(Newcomer newcomer) {
        Integer id = users.insert(newcomer.email(), newcomer.name(), newcomer.handle(), newcomer.admin());
        if (id == null) {
            return new AddOutcome.Exists(idByEmail(newcomer.email())
                    .orElseThrow(() ->
                            new ConcurrentModificationException("user was deleted meanwhile: " + newcomer.email())));
        }
        joinTeams(id, newcomer.teams());
        return new AddOutcome.Added(id);
    }

    /**
     * Finds the user with this address, or creates one without teams that is not an admin. A row that is created concurrently
     * is reused. A user that exists is not changed, except that it gets the handle if it has none (SAML-8).
     *
     * @param handle the Launchpad handle; null if it is not known
     */
    public int findOrCreate(String email, String name, @Nullable String handle) {
        return Contended.row(
                "user " + email, () -> users.findOrInsert(email, name, handle).orElse(null));
    }

    /**
     * Adds a user to the teams with exactly these names. Missing teams are created without permissions. Does not remove the
     * user from other teams (SAML-9). Takes two round trips for any number of teams.
     */
    @Transactional
    public void joinTeams(int userId, Collection<String> names) {
        if (!names.isEmpty()) {
            makeTeams(names);
            users.join(userId, names.toArray(String[]::new));
        }
    }

    /** Creates the missing ones of these teams, without permissions. Takes one round trip, or none for an empty collection. */
    @Transactional
    public void makeTeams(Collection<String> names) {
        if (!names.isEmpty()) {
            // All callers create teams in the same order, so that two of them cannot deadlock
            users.makeTeams(new TreeSet<>(names).toArray(String[]::new));
        }
    }

    /** Makes the user with this address an admin (MISC-8). */
    @Transactional
    public PromoteOutcome promote(String email) {
        if (users.promote(email) > 0) {
            return PromoteOutcome.PROMOTED;
        }
        return idByEmail(email).isPresent() ? PromoteOutcome.ADMIN_ALREADY : PromoteOutcome.UNKNOWN;
    }
}
