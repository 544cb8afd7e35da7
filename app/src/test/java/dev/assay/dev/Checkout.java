package dev.assay.dev;

import dev.assay.cli.Assay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A copy of the sources that a test may edit, ready for its scripts/serve. */
record Checkout(Path folder) {
    private static final Path ROOT = findRoot();

    /** The root of this project. */
    static Path root() {
        return ROOT;
    }

    /** Copies the files of a fresh clone, and the lists of libraries so that Maven need not be asked for them. */
    static Checkout copyTo(Path folder) throws IOException, InterruptedException {
        Checkout copy = new Checkout(folder);
        for (String file : tracked()) {
            copy.take(file);
        }
        // Last: scripts/serve asks Maven again when a pom is newer
        copy.take("app/target/dev.classpath");
        copy.take("app/target/run.classpath");
        // Classes that scripts/ or Maven compiled from these sources need not be compiled again
        Path compiled = Path.of(
                Assay.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        new Workspace(folder).adoptMain(compiled);
        return copy;
    }

    private static List<String> tracked() throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "ls-files").directory(ROOT.toFile()).start();
        List<String> files = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(file -> Files.exists(ROOT.resolve(file)))
                .toList();
        if (git.waitFor() != 0) {
            throw new IllegalStateException("git ls-files failed in " + ROOT);
        }
        return files;
    }

    /** Writes a new file and renames it over the old one, as editors do. */
    void write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Path written = Files.writeString(target.resolveSibling("." + target.getFileName() + ".new"), text);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    private void take(String file) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.copy(ROOT.resolve(file), target);
        target.toFile().setExecutable(Files.isExecutable(ROOT.resolve(file)));
    }

    private static Path findRoot() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("scripts"))
                ? here
                : here.resolve("..").normalize();
    }
}
