package dev.assay.identity.application;

import dev.assay.identity.Permission;
import dev.assay.platform.Act;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;

/** Programs that call the API. Keys are shown once, when made; stored is their hash (deviation from APP-2). */
@Singleton
public class Applications {
    private final ApplicationRepository applications;

    Applications(ApplicationRepository applications) {
        this.applications = applications;
    }

    /** What came of creating an application. */
    public sealed interface CreateOutcome {
        /** @param key the new key in clear, to be shown once */
        record Created(int id, String key) implements CreateOutcome {}

        record NameTaken(String name) implements CreateOutcome {}
    }

    /** Makes an application with a new key; names are unique (APP-4). */
    @Transactional
    public CreateOutcome create(String name, Collection<Permission> permissions) {
        ApiKey key = ApiKey.random();
        Integer id = applications.insert(name, names(permissions), key.hash());
        return id == null ? new CreateOutcome.NameTaken(name) : new CreateOutcome.Created(id, key.text());
    }

    /** A new key for the application of that name, whose permissions become these; the old key ends at once (APP-6). */
    @Transactional
    public String createOrRotate(String name, Collection<Permission> permissions) {
        ApiKey key = ApiKey.random();
        applications.upsert(name, names(permissions), key.hash());
        return key.text();
    }

    /** A new key for the application of that name; the old key ends at once (APP-6). Empty: no such application. */
    @Transactional
    public Optional<String> rotate(String name) {
        ApiKey key = ApiKey.random();
        return applications.updateKey(name, key.hash()) > 0 ? Optional.of(key.text()) : Optional.empty();
    }

    /** Whether there is an application of this name. */
    public boolean exists(String name) {
        return applications.exists(name);
    }

    /**
     * The application whose key the value of {@code Authorization} shows (AUTH-2). A key that others stored in clear is
     * hashed at its first use, so that a copy of the database is no key ring.
     */
    public Optional<Application> authenticate(String authorization) {
        return ApiKey.bearer(authorization).flatMap(this::find);
    }

    private Optional<Application> find(ApiKey key) {
        return applications.findByKey(key.text(), key.hash()).map(row -> {
            if (row.clear()) {
                Act.system("hash a key at its first use")
                        .during(() -> applications.replaceKey(row.id(), key.text(), key.hash()));
            }
            return new Application(row.id(), row.name(), row.permissionList());
        });
    }

    private static String[] names(Collection<Permission> permissions) {
        EnumSet<Permission> set = EnumSet.noneOf(Permission.class);
        set.addAll(permissions);
        return set.stream().map(Permission::wire).toArray(String[]::new);
    }
}
