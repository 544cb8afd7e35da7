package dev.assay.dev;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Measures from the sources what keeps the main code small and closed. {@code scripts/budgets} prints it, and {@code BudgetsTest}
 * checks it.
 *
 * @param files .java files of each package, without package-info
 * @param open top-level types that are public
 * @param closed top-level types that are not
 * @param beans constructor parameters of each class that the container makes; a record's components do not count, since values, not
 *     the container, fill them
 * @param lengths of each method and constructor with a body: the lines from that of its name to that of its last brace, ascending
 * @param lines that hold code: neither empty nor only a comment
 */
record Budgets(
        Map<String, Integer> files,
        int open,
        int closed,
        Map<String, Integer> beans,
        List<Integer> lengths,
        int lines) {
    static final int FILES = 15;
    static final int PARAMETERS = 5;
    static final int CLOSED = 55;
    static final int LENGTH = 20;

    private static final Set<String> CONTAINER = Set.of(
            "Singleton", "Controller", "JdbcRepository", "Factory", "Context", "Prototype", "ServerFilter", "Bean");
    private static final double SHARE = 0.9;
    private static final int PERCENT = 100;

    /** Prints each budget, the present value, and what exceeds it; exits with 1 if something does. */
    public static void main(String... arguments) throws IOException {
        Budgets budgets = of(Path.of("app/src/main/java"));
        System.out.printf(
                Locale.ROOT,
                """
                %5d files in %d packages, %d lines of code
                %5d files in the largest package (at most %d)
                %5d constructor parameters of the bean with the most (at most %d)
                %5d %% of %d top-level types are package-private (at least %d)
                %5d lines has a method at the 90th percentile (at most %d), of %d methods
                """,
                budgets.files.values().stream().mapToInt(n -> n).sum(),
                budgets.files.size(),
                budgets.lines,
                most(budgets.files),
                FILES,
                most(budgets.beans),
                PARAMETERS,
                budgets.closedPercent(),
                budgets.open + budgets.closed,
                CLOSED,
                budgets.usualLength(),
                LENGTH,
                budgets.lengths.size());
        List<String> beyond = budgets.beyond();
        beyond.forEach(System.out::println);
        System.exit(beyond.isEmpty() ? 0 : 1);
    }

    static Budgets of(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> all = found.filter(
                            path -> path.toString().endsWith(".java") && !path.endsWith("package-info.java"))
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(all));
            Count count = new Count(Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                count.scan(unit, unit);
            }
            List<Integer> lengths = count.lengths.stream().sorted().toList();
            return new Budgets(count.files, count.open, count.closed, count.beans, lengths, count.lines);
        }
    }

    int closedPercent() {
        return PERCENT * closed / (open + closed);
    }

    /** The length in lines that nine of ten methods do not exceed. */
    int usualLength() {
        return lengths.get((int) (SHARE * (lengths.size() - 1)));
    }

    /** A sentence for each budget that is exceeded. */
    List<String> beyond() {
        List<String> beyond = new ArrayList<>();
        files.forEach((name, count) -> {
            if (count > FILES) {
                beyond.add("%s has %d files, at most %d: split it".formatted(name, count, FILES));
            }
        });
        beans.forEach((name, count) -> {
            if (count > PARAMETERS) {
                beyond.add("%s has %d constructor parameters, at most %d".formatted(name, count, PARAMETERS));
            }
        });
        if (closedPercent() < CLOSED) {
            beyond.add("%d %% of the types are package-private, at least %d".formatted(closedPercent(), CLOSED));
        }
        if (usualLength() > LENGTH) {
            beyond.add("a method at the 90th percentile has %d lines, at most %d".formatted(usualLength(), LENGTH));
        }
        return beyond;
    }

    private static int most(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    private static final class Count extends TreeScanner<Void, CompilationUnitTree> {
        private final SourcePositions positions;
        private final Map<String, Integer> files = new HashMap<>();
        private final Map<String, Integer> beans = new HashMap<>();
        private final List<Integer> lengths = new ArrayList<>();
        private int open;
        private int closed;
        private int lines;

        private Count(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public Void visitCompilationUnit(CompilationUnitTree unit, CompilationUnitTree same) {
            files.merge(unit.getPackageName().toString(), 1, Integer::sum);
            try {
                lines += code(unit.getSourceFile().getCharContent(false).toString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            for (Tree type : unit.getTypeDecls()) {
                if (((ClassTree) type).getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    open++;
                } else {
                    closed++;
                }
            }
            return super.visitCompilationUnit(unit, unit);
        }

        @Override
        public Void visitClass(ClassTree type, CompilationUnitTree unit) {
            boolean bean = type.getKind() != Tree.Kind.RECORD
                    && type.getModifiers().getAnnotations().stream()
                            .anyMatch(a ->
                                    CONTAINER.contains(a.getAnnotationType().toString()));
            if (bean) {
                int most = type.getMembers().stream()
                        .filter(member -> member instanceof MethodTree m && m.getReturnType() == null)
                        .mapToInt(
                                member -> ((MethodTree) member).getParameters().size())
                        .max()
                        .orElse(0);
                beans.put(unit.getPackageName() + "." + type.getSimpleName(), most);
            }
            return super.visitClass(type, unit);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            if (method.getBody() != null) {
                long name = positions.getStartPosition(
                        unit, method.getReturnType() == null ? method.getBody() : method.getReturnType());
                long end = positions.getEndPosition(unit, method.getBody());
                if (name >= 0 && end >= 0) {
                    lengths.add((int) (unit.getLineMap().getLineNumber(end)
                            - unit.getLineMap().getLineNumber(name)
                            + 1));
                }
            }
            return super.visitMethod(method, unit);
        }

        private static int code(String source) {
            int lines = 0;
            boolean comment = false;
            for (String line : source.lines().map(String::strip).toList()) {
                if (comment || line.startsWith("/*")) {
                    comment = !line.endsWith("*/");
                } else if (!line.isEmpty() && !line.startsWith("//")) {
                    lines++;
                }
            }
            return lines;
        }
    }
}
