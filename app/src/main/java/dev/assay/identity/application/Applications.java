package dev.assay.identity.application;

import dev.assay.access.Application;
import dev.assay.access.Permission;
import dev.assay.access.Permissions;
import dev.assay.database.AuditContext;
import dev.assay.identity.workload.WorkloadTokens;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Programs that call the API. A key is shown once, when it is created; only its hash is stored (deviation from APP-2). */
@Singleton
public class Applications {
    private final ApplicationRepository applications;
    private final Permissions held;
    private final TokenTrusts trusts;

    Applications(ApplicationRepository applications, Permissions held, TokenTrusts trusts) {
        this.applications = applications;
        this.held = held;
        this.trusts = trusts;
    }

    /** The result of creating an application. */
    public sealed interface CreateOutcome {
        /** @param key the new key in clear, to be shown once */
        record Created(int id, String key) implements CreateOutcome {}

        record NameTaken(String name) implements CreateOutcome {}
    }

    /** Creates an application with a new key; names are unique (APP-4). */
    @Transactional
    public CreateOutcome create(String name, Collection<Permission> permissions) {
        return create(name, permissions, ApiKey.random().text());
    }

    /** Like {@link #create(String, Collection)}, with a given key, which must be hard to guess. */
    @Transactional
    public CreateOutcome create(String name, Collection<Permission> permissions, String secret) {
        ApiKey key = new ApiKey(secret);
        Integer id = applications.insert(name, Permissions.theirs(permissions), key.hash());
        if (id == null) {
            return new CreateOutcome.NameTaken(name);
        }
        held.setOurs(id, permissions);
        return new CreateOutcome.Created(id, key.text());
    }

    /** Creates a new key; the old key becomes invalid at once (APP-6). Empty if the application does not exist. */
    @Transactional
    public Optional<String> rotate(String name) {
        ApiKey key = ApiKey.random();
        return applications.updateKey(name, key.hash()) > 0 ? Optional.of(key.text()) : Optional.empty();
    }

    /** All applications, oldest first. */
    List<ApplicationRow> list() {
        return applications.list();
    }

    Optional<ApplicationRow> find(long id) {
        return applications.find(id);
    }

    /**
     * Replaces Test Observer's permissions, unless {@code permissions} is null (APP-5). Permissions that only Assay has stay.
     * Empty if the application does not exist.
     */
    @Transactional
    Optional<ApplicationRow> change(long id, @Nullable List<Permission> permissions) {
        if (permissions != null) {
            applications.updatePermissions(id, Permissions.theirs(permissions));
        }
        return applications.find(id);
    }

    /** Does nothing if the application does not exist. */
    void remove(long id) {
        applications.delete(id);
    }

    /** @param key in clear, to be shown once */
    record Rotated(ApplicationRow application, String key) {}

    /** Creates a new key; the old key becomes invalid at once (APP-6). Empty if the application does not exist. */
    @Transactional
    Optional<Rotated> rotate(long id) {
        ApiKey key = ApiKey.random();
        return applications.updateKey(id, key.hash()) > 0
                ? applications.find(id).map(row -> new Rotated(row, key.text()))
                : Optional.empty();
    }

    /**
     * Removes the key, which becomes invalid at once. The application can then authenticate only with tokens that its trusts
     * accept. False if the application does not exist.
     */
    boolean removeKey(long id) {
        return applications.updateKey(id, ApiKey.none()) > 0;
    }

    /**
     * Finds the application for a key or a token in the header {@code Authorization}. The header has two words, the first is
     * {@code Bearer} (AUTH-2). Everything else is an anonymous caller (AUTH-1). A key that Test Observer stored in clear is
     * hashed at its first use, so that a copy of the database does not reveal it.
     */
    public Authentication authenticate(String authorization) {
        String[] words = authorization.strip().split("\\s+");
        if (words.length != 2 || !words[0].equals("Bearer")) {
            return new Authentication.Nobody();
        }
        return WorkloadTokens.isToken(words[1])
                ? trusts.application(words[1])
                : ApiKey.shown(words[1])
                        .flatMap(this::find)
                        .<Authentication>map(Authentication.Known::new)
                        .orElseGet(Authentication.Nobody::new);
    }

    private Optional<Application> find(ApiKey key) {
        return applications.findByKey(key.text(), key.hash()).map(row -> {
            if (row.clear()) {
                AuditContext.system("hash a key at its first use")
                        .during(() -> applications.replaceKey(row.id(), key.text(), key.hash()));
            }
            return new Application(row.id(), row.name(), row.permissionList(), Application.Shown.KEY, "");
        });
    }
}
