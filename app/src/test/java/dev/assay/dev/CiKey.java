package dev.assay.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;

/**
 * The API key of the application {@code ci}, which may do everything. The server stores only its hash, so it is kept in
 * {@code .assay/ci.key} beside the database it belongs to.
 */
final class CiKey {
    private static final String NAME = "ci";
    private static final String APPLICATIONS = "dev.assay.identity.application.Applications";
    private static final String PERMISSION = "dev.assay.access.Permission";

    private final Path file;

    /** @param databaseUrl the DB_URL given, which has a key of its own; empty for the database in {@code home} */
    CiKey(Path home, String databaseUrl) {
        this.file = home.resolve(databaseUrl.isEmpty() ? "ci.key" : "ci-%08x.key".formatted(databaseUrl.hashCode()));
    }

    /** Makes the application and its key when it is not there; what is there is left alone, its key may be somebody's. */
    String readOrMake(DevApplication application) throws ReflectiveOperationException, IOException {
        Object applications = application.bean(APPLICATIONS);
        boolean exists = (boolean)
                application.type(APPLICATIONS).getMethod("exists", String.class).invoke(applications, NAME);
        if (!exists) {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, make(application, applications));
        }
        return Files.exists(file) ? Files.readString(file) : "<key of ci>";
    }

    private static String make(DevApplication application, Object applications) throws ReflectiveOperationException {
        Collection<?> all = List.of(application.type(PERMISSION).getEnumConstants());
        return (String) application
                .type(APPLICATIONS)
                .getMethod("createOrRotate", String.class, Collection.class)
                .invoke(applications, NAME, all);
    }
}
