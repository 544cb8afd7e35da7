package dev.assay.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes and resources of the checkout, in a new folder each time, because the server that still runs loads classes from the
 * old one. Removes nothing before {@link #keepLatest}.
 */
final class DevBuild {
    /** How many folders are kept, because commands may still run from older ones; linked files take no room. */
    private static final int KEPT = 10;

    private final Path root;
    private final Workspace workspace;
    private final Path target;
    private int number;

    /** @param role serve, worker or operator: each has folders of its own */
    DevBuild(Path root, String role) throws IOException {
        this.root = root;
        this.workspace = new Workspace(root);
        this.target = root.resolve("app/target/dev/served/" + role);
        delete(target);
    }

    /** The folders and files to watch. */
    static List<Path> inputs(Path root) {
        return List.of(root.resolve("app/src/main"), root.resolve("migrations"));
    }

    /** The latest build that succeeded, the scripts of Swagger UI and Redoc, which Maven unpacked, and the libraries. */
    List<Path> classPath() throws IOException {
        return Stream.concat(
                        Stream.of(latest(), root.resolve("app/target/explorers")),
                        Stream.of(workspace.libraries("run").split(File.pathSeparator, -1))
                                .map(Path::of))
                .toList();
    }

    /** Errors, none on success. */
    List<String> build() throws IOException {
        List<String> errors = workspace.compileMain();
        if (errors.isEmpty()) {
            number++;
            link(workspace.mainClasses(), latest());
        }
        return errors;
    }

    /** Removes older folders, when no server runs from them any more. */
    void keepLatest() throws IOException {
        try (Stream<Path> builds = Files.list(target)) {
            for (Path build : builds.toList()) {
                if (Integer.parseInt(build.getFileName().toString()) <= number - KEPT) {
                    delete(build);
                }
            }
        }
    }

    private Path latest() {
        return target.resolve(Integer.toString(number));
    }

    /** Links instead of copying. The compiler and the copying of resources replace files, so a linked file never changes. */
    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path linked = to.resolve(from.relativize(file));
                Files.createDirectories(linked.getParent());
                Files.createLink(linked, file);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
