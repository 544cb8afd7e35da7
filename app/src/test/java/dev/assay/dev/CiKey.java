package dev.assay.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The API key of the application {@code ci}, which may do everything. The server stores only its hash. If SESSIONS_SECRET is set,
 * as in a cluster, the key is derived from it, so that every Pod knows it. Otherwise it is random and kept in {@code ci.key}, in
 * the folder of the database that it belongs to.
 */
final class CiKey {
    private static final String NAME = "ci";
    private static final String APPLICATIONS = "dev.assay.identity.application.Applications";
    private static final String PERMISSION = "dev.assay.access.Permission";
    private static final int BYTES = 32;

    private final Path file;
    private final String secret;

    /**
     * @param databaseUrl the given DB_URL, which has a key of its own; empty for the database in {@code home}
     * @param secret SESSIONS_SECRET, or empty
     */
    CiKey(Path home, String databaseUrl, String secret) {
        this.file = home.resolve(databaseUrl.isEmpty() ? "ci.key" : "ci-%08x.key".formatted(databaseUrl.hashCode()));
        this.secret = secret;
    }

    /** Creates the application if it does not exist. Empty if it exists with another key, which may belong to another person. */
    Optional<String> readOrMake(DevApplication application) throws ReflectiveOperationException, IOException {
        String key = key();
        Object applications = application.bean(APPLICATIONS);
        Class<?> type = application.type(APPLICATIONS);
        Collection<?> all = List.of(application.type(PERMISSION).getEnumConstants());
        Object made = type.getMethod("create", String.class, Collection.class, String.class)
                .invoke(applications, NAME, all, key);
        if (is("Created", made) && secret.isEmpty()) {
            keep(key);
        }
        Object shown = type.getMethod("authenticate", String.class).invoke(applications, "Bearer " + key);
        return is("Known", shown) ? Optional.of(key) : Optional.empty();
    }

    private String key() throws IOException {
        if (secret.isEmpty() && Files.exists(file)) {
            return Files.readString(file);
        }
        byte[] bytes = secret.isEmpty() ? random() : derived();
        return "to_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] derived() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal("API key of the application ci".getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private void keep(String key) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key);
    }

    /** True if it is of the record with this name; its class belongs to the application's class loader. */
    private static boolean is(String record, Object outcome) {
        return outcome.getClass().getSimpleName().equals(record);
    }
}
