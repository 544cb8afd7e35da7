package dev.assay.identity.user;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** People, known by their e-mail address, which is compared as it is written (SAML-8). */
@Singleton
public class Users {
    private static final int TRIES = 3;
    private static final int PAGE = 500;
    private static final Pattern WHITE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final UserRepository users;
    private final Rows rows;

    Users(UserRepository users, Rows rows) {
        this.users = users;
        this.rows = rows;
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

    /**
     * A page of people.
     *
     * @param count of all pages
     */
    record Found(List<UserResponse> users, int count) {}

    /** The person as v1 shows it. */
    Optional<UserResponse> find(long id) {
        return users.find(id).map(rows::user);
    }

    /**
     * Those of whom each word is part of address, name or handle, or the id, by name (USR-3 to USR-6). One statement.
     *
     * @param q words
     */
    Found page(String q, int limit, int offset) {
        String[] words = WHITE.splitAsStream(q).filter(word -> !word.isEmpty()).toArray(String[]::new);
        UserRepository.PageRow row = users.page(words, limit, offset);
        return new Found(rows.users(row.users()), row.count());
    }

    /** Sets or takes the flag; empty for nobody (USR-8). */
    @Transactional
    Optional<UserResponse> setAdmin(long id, boolean admin) {
        users.setAdmin(id, admin);
        return find(id);
    }

    /** Removes a person with sessions, notifications and memberships, if there is one (USR-9). One round trip. */
    void delete(long id) {
        users.delete(id);
    }

    /** Shows each person to the visitor, in the order of ids; memory holds a page of them. */
    public void forEach(Consumer<UserResponse> visitor) {
        List<UserResponse> page = rows.users(users.after(0, PAGE));
        while (!page.isEmpty()) {
            page.forEach(visitor);
            page = rows.users(users.after(page.getLast().id(), PAGE));
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
        for (int i = 0; i < TRIES; i++) {
            Optional<Integer> id = users.findOrInsert(email, name, handle);
            if (id.isPresent()) {
                return id.get();
            }
        }
        throw new ConcurrentModificationException("user appears and vanishes: " + email);
    }

    /**
     * Adds a person to teams, known by their exact names; what is no team yet becomes one without permissions. Nobody leaves
     * a team by this (SAML-9). Two round trips for any number.
     */
    @Transactional
    public void joinTeams(int userId, Collection<String> names) {
        if (!names.isEmpty()) {
            // In this order by everybody, so that two who make the same teams do not wait for each other
            String[] sorted = new TreeSet<>(names).toArray(String[]::new);
            users.makeTeams(sorted);
            users.join(userId, sorted);
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

    /** Makes of a row's JSON what is shown. */
    @Singleton
    static class Rows {
        private static final Argument<UserResponse> USER = Argument.of(UserResponse.class);
        private static final Argument<List<UserResponse>> USERS = Argument.listOf(UserResponse.class);

        private final JsonMapper json;

        Rows(JsonMapper json) {
            this.json = json;
        }

        UserResponse user(String text) {
            return parse(text, USER);
        }

        List<UserResponse> users(String text) {
            return parse(text, USERS);
        }

        private <T> T parse(String text, Argument<T> type) {
            try {
                return Objects.requireNonNull(json.readValue(text, type));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
