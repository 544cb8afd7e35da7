package dev.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The scripts of migrations/schema, so that a new one needs no change in tests that are not about it. */
public final class SchemaScripts {
    private static final List<String> NAMES = names();

    private SchemaScripts() {}

    /** {@code 0001}, {@code 0002} and so on. */
    public static List<String> versions() {
        return NAMES.stream().map(name -> name.substring(1, 5)).toList();
    }

    /** {@code 0001 test observer schema} and so on. */
    public static List<String> titles() {
        return NAMES.stream()
                .map(name -> name.substring(1, name.length() - ".sql".length()).replaceAll("_+", " "))
                .toList();
    }

    public static String latest() {
        return versions().getLast();
    }

    private static List<String> names() {
        try (Stream<Path> files = Files.list(Path.of("../migrations/schema"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
