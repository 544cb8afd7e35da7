package dev.assay.dev;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * javac in this process, so that it stays warm, with the annotation processors of the class path; they are handed in as objects
 * because javac would load their classes afresh, and cold, for every compilation. Error Prone is left to scripts/test.
 */
final class DevCompiler {
    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final Path root;
    private final String libraries;
    private final Path openapi;

    /**
     * @param root the folder of the sources
     * @param libraries what the sources may use, as a class path
     * @param openapi settings of the processor that describes the API
     */
    DevCompiler(Path root, String libraries, Path openapi) {
        this.root = root;
        this.libraries = libraries;
        this.openapi = openapi;
    }

    /** Compiles sources into an empty folder; what it returns are the errors, none when it went well. */
    List<String> compile(Collection<Path> sources, Path target) throws IOException {
        Files.createDirectories(target);
        return run(sources, target, true);
    }

    /**
     * Compiles the changed sources against the classes of last time, which it takes over into the empty folder. False, with
     * the folder in any state, when that does not do: there are errors, or other sources may see a difference.
     */
    boolean compileAlone(Collection<Path> changed, Path previous, Path target) throws IOException {
        ClassFolder before = new ClassFolder(previous);
        ClassFolder after = new ClassFolder(target);
        Set<String> sources = changed.stream().map(this::name).collect(Collectors.toSet());
        after.copyFrom(before, sources);
        return changed.stream().allMatch(Files::exists)
                && run(changed, target, false).isEmpty()
                && Shape.of(after.types(sources)).containsAll(Shape.of(before.types(sources)));
    }

    private String name(Path source) {
        return root.relativize(source).toString().replace(".java", "");
    }

    /** The description of the API needs all sources at once; it stays as it was when only some are compiled. */
    private List<String> run(Collection<Path> sources, Path target, boolean all) throws IOException {
        List<String> options = List.of(
                "-d",
                target.toString(),
                "-classpath",
                target + File.pathSeparator + libraries,
                all ? "-Amicronaut.openapi.config.file=" + openapi : "-Amicronaut.openapi.enabled=false",
                "-parameters",
                "-g",
                "-nowarn");
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            CompilationTask task =
                    javac.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources));
            task.setProcessors(processors());
            boolean compiled = task.call();
            return compiled ? List.of() : errors(found);
        }
    }

    private static List<Processor> processors() {
        List<Processor> processors = new ArrayList<>();
        ServiceLoader.load(Processor.class, DevCompiler.class.getClassLoader()).forEach(processors::add);
        return processors;
    }

    private static List<String> errors(DiagnosticCollector<JavaFileObject> found) {
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .toList();
    }
}
