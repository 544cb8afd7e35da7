package dev.assay.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the sources that a test may edit, ready for its scripts/serve. */
record Checkout(Path folder) {
    private static final Path ROOT = findRoot();

    /** Where this project lies. */
    static Path root() {
        return ROOT;
    }

    static Checkout copyTo(Path folder) throws IOException {
        Checkout copy = new Checkout(folder);
        for (String part : List.of(
                "pom.xml", "app/pom.xml", "app/src/main", "app/src/test/java/dev/assay/dev", "migrations", "scripts")) {
            copy.take(part);
        }
        // Last: scripts/serve asks Maven again when a pom is newer
        copy.take("app/target/dev.classpath");
        copy.take("app/target/run.classpath");
        return copy;
    }

    /** Writes beside and renames over, as editors do. */
    void write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Path beside = Files.writeString(target.resolveSibling("." + target.getFileName() + ".new"), text);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    private void take(String part) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(ROOT.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                target.toFile().setExecutable(Files.isExecutable(file));
            }
        }
    }

    private static Path findRoot() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("scripts"))
                ? here
                : here.resolve("..").normalize();
    }
}
