package dev.assay.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Maven would put into target/classes, in new folders each time: the server that still runs loads classes from the old ones.
 * Throws nothing away before {@link #keepOnlyLatest}.
 */
final class DevBuild {
    private final Path root;
    private final Path target;
    private final String libraries;
    private final DevCompiler compiler;
    /** Classes, resources, and the scripts of Swagger UI and Redoc, which Maven unpacked. */
    private List<Path> folders = List.of();

    /** Sources that changed since the last time all compiled. */
    private final Set<Path> pending = new TreeSet<>();

    private int number;

    DevBuild(Path root) throws IOException {
        this.root = root;
        this.libraries =
                Files.readString(root.resolve("app/target/run.classpath")).strip();
        this.compiler =
                new DevCompiler(root.resolve("app/src/main/java"), libraries, root.resolve("app/openapi.properties"));
        this.target = root.resolve("app/target/dev-classes");
        delete(target);
    }

    /** What to watch. */
    static List<Path> inputs(Path root) {
        return List.of(root.resolve("app/src/main"), root.resolve("migrations"));
    }

    /** The folders of the latest build that succeeded, then the libraries. */
    List<Path> classPath() {
        return Stream.concat(
                        folders.stream(),
                        Stream.of(libraries.split(File.pathSeparator, -1)).map(Path::of))
                .toList();
    }

    /** Errors, none when it went well; compiles only when a source changed, and only that if no other can tell. */
    List<String> build(Collection<Path> files, Set<Path> changed) throws IOException {
        Path next = target.resolve(Integer.toString(++number));
        Path classes = next.resolve("classes");
        changed.stream().filter(DevBuild::isSource).forEach(pending::add);
        if (pending.isEmpty()) {
            classes = folders.getFirst();
        } else if (folders.isEmpty() || !compiler.compileAlone(pending, folders.getFirst(), classes)) {
            delete(classes);
            List<String> errors =
                    compiler.compile(files.stream().filter(DevBuild::isSource).toList(), classes);
            if (!errors.isEmpty()) {
                return errors;
            }
        }
        pending.clear();
        Path resources = next.resolve("resources");
        copy(root.resolve("app/src/main/resources"), resources, files);
        copy(root.resolve("migrations"), resources.resolve("migrations"), files);
        Files.writeString(
                resources.resolve("assay-version.properties"),
                "version=" + System.getProperty("assay.version", "0.0.0"));
        folders = List.of(classes, resources, root.resolve("app/target/explorers"));
        return List.of();
    }

    /** Call it when nothing runs from older folders any more. */
    void keepOnlyLatest() throws IOException {
        List<Path> kept = List.of(folders.getFirst().getParent(), folders.get(1).getParent());
        try (Stream<Path> builds = Files.list(target)) {
            for (Path build : builds.filter(build -> !kept.contains(build)).toList()) {
                delete(build);
            }
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java");
    }

    private static void copy(Path from, Path to, Collection<Path> files) throws IOException {
        Files.createDirectories(to);
        for (Path file : files) {
            if (file.startsWith(from)) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
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
