package dev.assay.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The API key of the application {@code ci}, which may do everything. The server stores only its hash, so it is kept in
 * {@code .assay/ci.key} beside the database it belongs to.
 */
final class CiKey {
    private static final String NAME = "ci";
    private static final String APPLICATIONS = "dev.assay.identity.Applications";
    private static final String PERMISSION = "dev.assay.identity.Permission";

    private final Path file;

    CiKey(Path home) {
        this.file = home.resolve("ci.key");
    }

    /** Makes the application and its key when it is not there; what is there is left alone, its key may be somebody's. */
    String readOrMake(DevApplication application) throws ReflectiveOperationException, IOException {
        Object applications = application.bean(APPLICATIONS);
        boolean exists = (boolean)
                application.type(APPLICATIONS).getMethod("exists", String.class).invoke(applications, NAME);
        if (!exists) {
            Files.writeString(file, make(application, applications));
        }
        return Files.exists(file) ? Files.readString(file) : "<the key of ci: made elsewhere>";
    }

    private static String make(DevApplication application, Object applications) throws ReflectiveOperationException {
        Collection<?> all = List.of(application.type(PERMISSION).getEnumConstants());
        return (String) application
                .type(APPLICATIONS)
                .getMethod("createOrRotate", String.class, Collection.class)
                .invoke(applications, NAME, all);
    }
}
