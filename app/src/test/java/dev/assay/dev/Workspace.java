package dev.assay.dev;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of a checkout for {@code scripts/}, in {@code app/target/dev}: what Maven would write into {@code target/classes} and
 * {@code target/test-classes}, compiled only where something changed. Several processes may share it.
 */
final class Workspace {
    private final Path root;
    private final Path target;
    private final IncrementalCompiler main;
    private final IncrementalCompiler test;

    Workspace(Path root) throws IOException {
        this.root = root;
        this.target = root.resolve("app/target/dev");
        Path openapi = root.resolve("app/openapi.properties");
        this.main = new IncrementalCompiler(
                root.resolve("app/src/main/java"), target.resolve("main"), new DevCompiler(libraries("run"), openapi));
        this.test = new IncrementalCompiler(
                root.resolve("app/src/test/java"),
                target.resolve("test"),
                new DevCompiler(main.classes() + File.pathSeparator + libraries("dev"), openapi));
    }

    /**
     * Compiles what changed: {@code main} the server, {@code all} also the tests; exits with 1 after errors. {@code train} compiles
     * some sources as if they had changed and keeps nothing, so that the JVM can record what a compilation needs.
     */
    public static void main(String[] arguments) throws IOException {
        long begun = System.nanoTime();
        Workspace workspace = new Workspace(Path.of("").toAbsolutePath());
        List<String> errors = switch (arguments[0]) {
            case "main" -> workspace.compileMain();
            case "train" -> workspace.train();
            default -> workspace.compileAll();
        };
        errors.forEach(System.err::println);
        System.err.printf("→ compiled in %.1f s%n", (System.nanoTime() - begun) / 1e9);
        System.exit(errors.isEmpty() ? 0 : 1);
    }

    /** Class path entries: run (the server) or dev (with the tests). */
    String libraries(String name) throws IOException {
        return Files.readString(root.resolve("app/target/" + name + ".classpath"))
                .strip();
    }

    Path mainClasses() {
        return main.classes();
    }

    /** Takes over classes of the server that another process compiled from the present sources. */
    void adoptMain(Path compiled) throws IOException {
        try (Stream<Path> files = Files.walk(compiled)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = main.classes().resolve(compiled.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        main.adopt();
    }

    /** Errors, none on success. */
    List<String> compileMain() throws IOException {
        return locked(this::compileMainAlone);
    }

    /** Errors, none on success. */
    List<String> compileAll() throws IOException {
        return locked(() -> {
            List<String> errors = compileMainAlone();
            if (!errors.isEmpty()) {
                return errors;
            }
            copy(root.resolve("app/src/test/resources"), test.classes(), target.resolve("test/resources"));
            return said("tests", test.compile());
        });
    }

    private List<String> train() throws IOException {
        compileMain();
        Path folder = Files.createTempDirectory(target, "train");
        try (Stream<Path> sources = Files.list(root.resolve("app/src/main/java/dev/assay/team"))) {
            return new DevCompiler(main.classes() + File.pathSeparator + libraries("run"), root)
                    .compile(sources.toList(), folder, false);
        } finally {
            DevBuild.delete(folder);
        }
    }

    private List<String> compileMainAlone() throws IOException {
        IncrementalCompiler.Result result = main.compile();
        if (!result.visible().sources().isEmpty()) {
            test.markDependents(result.visible());
        }
        copy(root.resolve("app/src/main/resources"), main.classes(), target.resolve("main/resources"));
        copy(root.resolve("migrations"), main.classes().resolve("migrations"), target.resolve("main/migrations"));
        Path version = main.classes().resolve("assay-version.properties");
        Files.deleteIfExists(version);
        Files.writeString(version, "version=" + System.getProperty("assay.version", "0.0.0"));
        return said("main", result);
    }

    private static List<String> said(String what, IncrementalCompiler.Result result) {
        if (!result.compiled().isEmpty()) {
            System.err.printf("→ compiled %d sources of %s%n", result.compiled().size(), what);
        }
        return result.errors();
    }

    /** Copies resources as Maven does, and deletes those that no longer exist, by the list of the last time. */
    private static void copy(Path from, Path to, Path list) throws IOException {
        Set<String> files;
        try (Stream<Path> tree = Files.walk(from)) {
            files = tree.filter(Files::isRegularFile)
                    .map(file -> from.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        for (String file : files) {
            Path source = from.resolve(file);
            Path copy = to.resolve(file);
            if (!Files.exists(copy) || !Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(source))) {
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        if (Files.exists(list)) {
            for (String before : Files.readAllLines(list)) {
                if (!files.contains(before)) {
                    Files.deleteIfExists(to.resolve(before));
                }
            }
        }
        Files.write(list, files);
    }

    private interface Work {
        List<String> run() throws IOException;
    }

    private List<String> locked(Work work) throws IOException {
        Files.createDirectories(target);
        try (FileChannel file =
                        FileChannel.open(target.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            return work.run();
        }
    }
}
