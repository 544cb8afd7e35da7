package dev.assay.artefact;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.naming.Named;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Identifies an artefact, and holds what the first caller that names it sets for good (TE-START-30 to 34). Each family
 * has a record, whose components are the columns of that family.
 */
public sealed interface ArtefactKey {
    /** The columns of all families. Those that a family does not have are empty text in the database. */
    List<String> COLUMNS = List.of(
            "name",
            "version",
            "track",
            "store",
            "branch",
            "series",
            "repo",
            "source",
            "os",
            "release",
            "owner",
            "sha256",
            "image_url",
            "digest",
            "stage");

    @Introspected
    record Snap(String name, String version, String track, String store, String branch, String stage)
            implements ArtefactKey {}

    /**
     * @param source where the package comes from, if that place has no stages (stage is empty then); otherwise empty
     */
    @Introspected
    record Deb(String name, String version, String series, String repo, String source, String stage)
            implements ArtefactKey {}

    @Introspected
    record Charm(String name, String version, String track, String branch, String stage) implements ArtefactKey {}

    /** The checksum alone identifies a known image. The other fields are needed to create one (TE-START-13). */
    @Introspected
    record Image(
            String sha256,
            @Nullable String name,
            @Nullable String version,
            @Nullable String os,
            @Nullable String release,
            @Nullable String owner,
            @Nullable String imageUrl,
            @Nullable String stage)
            implements ArtefactKey {
        public boolean isDescribed() {
            return columns().size() == getClass().getRecordComponents().length;
        }
    }

    @Introspected
    record Solution(String name, String version, String track, String source, String stage) implements ArtefactKey {}

    /** A container image. */
    @Introspected
    record Oci(String digest, String name, String version) implements ArtefactKey {
        public static final String DIGEST_FORM = "looks like sha256: followed by 64 lower-case hexadecimal digits";

        /**
         * True if the text is a digest as registries write it: {@code sha256:} and 64 hexadecimal digits, or another
         * algorithm.
         */
        public static boolean isDigest(String text) {
            return text.matches("[a-z0-9]+([.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,150}")
                    && (!text.startsWith("sha256:") || text.matches("sha256:[0-9a-f]{64}"));
        }
    }

    /** Anything with a name and a version. */
    @Introspected
    record Generic(String name, String version) implements ArtefactKey {}

    /** Null only for an image of which the request gives the checksum alone. */
    @Nullable
    String name();

    @Nullable
    String version();

    default Family family() {
        return Family.valueOf(getClass().getSimpleName().toUpperCase(Locale.ROOT));
    }

    /** The values that are set, by column. */
    default Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        introspection(family()).getBeanProperties().forEach(property -> {
            if (property.get(this) instanceof String value) {
                columns.put(column(property), value);
            }
        });
        return columns;
    }

    /**
     * The key with these values. The function is called for the family's columns only, and may return null for an
     * image.
     */
    static ArtefactKey of(Family family, Function<String, @Nullable String> columns) {
        BeanIntrospection<ArtefactKey> type = introspection(family);
        return type.instantiate(Arrays.stream(type.getConstructorArguments())
                .map(argument -> columns.apply(column(argument)))
                .toArray());
    }

    /**
     * The columns that identify an artefact of the family. Those that it may get or lose later are left out: a stage
     * ends, a bundle begins.
     */
    static List<String> identity(Family family) {
        return switch (family) {
            case SNAP, CHARM -> List.of("name", "version", "track", "branch");
            case DEB -> List.of("name", "version", "series", "repo", "source");
            case IMAGE -> List.of("sha256");
            case SOLUTION -> List.of("name", "version", "track", "source");
            case OCI -> List.of("digest");
            case GENERIC -> List.of("name", "version");
        };
    }

    /** What identifies it, in words: {@code generic name=web version=1.4.2}. */
    default String identity() {
        Map<String, String> columns = columns();
        return identity(family()).stream()
                .map(column -> " " + column + "=" + columns.getOrDefault(column, ""))
                .collect(Collectors.joining("", family().wire(), ""));
    }

    private static String column(Named component) {
        return NameUtils.underscoreSeparate(component.getName(), true);
    }

    @SuppressWarnings("unchecked")
    private static BeanIntrospection<ArtefactKey> introspection(Family family) {
        Class<?> type = switch (family) {
            case SNAP -> Snap.class;
            case DEB -> Deb.class;
            case CHARM -> Charm.class;
            case IMAGE -> Image.class;
            case SOLUTION -> Solution.class;
            case OCI -> Oci.class;
            case GENERIC -> Generic.class;
        };
        return (BeanIntrospection<ArtefactKey>) BeanIntrospection.getIntrospection(type);
    }
}
