package dev.assay.dev;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
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
import java.util.function.Supplier;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Runs javac in this process, so that it stays warm, with the annotation processors of the class path. The processors are passed as
 * objects, because otherwise javac would load their classes again for every compilation. Error Prone runs only in scripts/test.
 */
final class DevCompiler {
    /** A compilation of more sources than this shows its progress. */
    private static final int MANY = 100;

    private static final int STEP = 500;

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final String libraries;
    private final Path openapi;
    private final Supplier<List<Processor>> processors;

    /**
     * @param libraries what the sources may use, as a class path
     * @param openapi settings of the processor that describes the API
     */
    DevCompiler(String libraries, Path openapi) {
        this(libraries, openapi, DevCompiler::processors);
    }

    /** @param processors makes new processors, because each is used for one compilation */
    DevCompiler(String libraries, Path openapi, Supplier<List<Processor>> processors) {
        this.libraries = libraries;
        this.openapi = openapi;
        this.processors = processors;
    }

    /**
     * Compiles sources against the classes that the folder already has; returns the errors, none on success. The description
     * of the API needs all sources at once, so it stays as it is unless {@code all} are given.
     */
    List<String> compile(Collection<Path> sources, Path target, boolean all) throws IOException {
        Files.createDirectories(target);
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
            task.setProcessors(processors.get());
            if (sources.size() > MANY) {
                ((JavacTask) task).addTaskListener(new Progress(sources.size()));
            }
            boolean compiled = task.call();
            return compiled ? List.of() : errors(found);
        }
    }

    /** Prints how far a long compilation is. */
    private static final class Progress implements TaskListener {
        private final int sources;
        private int written;

        Progress(int sources) {
            this.sources = sources;
            System.err.printf("→ compiling %d sources; later only those that change%n", sources);
        }

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.ANNOTATION_PROCESSING) {
                System.err.println("→ annotations are processed; writing classes");
            } else if (event.getKind() == TaskEvent.Kind.GENERATE && ++written % STEP == 0) {
                System.err.printf("→ %d classes of %d sources are written%n", written, sources);
            }
        }
    }

    /** The settings; if they change, all classes are stale. */
    String settings() {
        return Integer.toHexString(libraries.hashCode());
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
