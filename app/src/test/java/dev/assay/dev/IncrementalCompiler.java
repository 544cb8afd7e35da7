package dev.assay.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Keeps a folder of classes up to date with a folder of sources. It compiles the sources that changed since the last time, and
 * those that depend on a change that others can see. After errors the classes stay as they were.
 */
final class IncrementalCompiler {
    private static final String JAVA = ".java";
    private static final String STALE = "stale";

    private final Path sources;
    private final Path target;
    private final ClassFolder classes;
    private final Path stamps;
    private final DevCompiler compiler;

    /** @param target a folder for {@code classes} and for what is known about them */
    IncrementalCompiler(Path sources, Path target, DevCompiler compiler) {
        this.sources = sources;
        this.target = target;
        this.classes = new ClassFolder(target.resolve("classes"));
        this.stamps = target.resolve("stamps");
        this.compiler = compiler;
    }

    Path classes() {
        return classes.folder();
    }

    /**
     * The part of a change that other sources can see: the sources, such as {@code dev/assay/web/Errors}, and those of them with a
     * changed constant.
     */
    record Visible(Set<String> sources, Set<String> constants) {
        static final Visible NOTHING = new Visible(Set.of(), Set.of());

        static Visible of(Collection<String> lines) {
            return new Visible(
                    sources(lines.stream()), sources(lines.stream().filter(line -> line.contains(Shape.CONSTANT))));
        }

        Visible and(Visible other) {
            return new Visible(
                    Stream.concat(sources.stream(), other.sources.stream()).collect(Collectors.toSet()),
                    Stream.concat(constants.stream(), other.constants.stream()).collect(Collectors.toSet()));
        }

        private static Set<String> sources(Stream<String> lines) {
            return lines.map(line -> line.replaceFirst("(?s)[ $].*", "")).collect(Collectors.toSet());
        }
    }

    /** @param errors none on success */
    record Result(List<String> errors, Visible visible, Set<String> compiled) {}

    Result compile() throws IOException {
        Visible visible = Visible.NOTHING;
        Set<String> compiled = new TreeSet<>();
        while (true) {
            Map<String, String> now = stampsNow();
            Map<String, String> known = known();
            Set<String> changed =
                    without(now.keySet(), source -> now.get(source).equals(known.get(source)));
            Set<String> replaced = without(known.keySet(), now::containsKey);
            if (changed.isEmpty() && replaced.isEmpty()) {
                return new Result(List.of(), visible, compiled);
            }
            boolean all = changed.size() > now.size() / 2;
            if (all) {
                changed = now.keySet();
                replaced.addAll(known.keySet());
            }
            replaced.addAll(changed);
            Result step = compile(changed, replaced, all);
            if (!step.errors.isEmpty()) {
                return step;
            }
            visible = visible.and(step.visible);
            compiled.addAll(changed);
            if (!all) {
                without(dependents(step.visible), changed::contains).forEach(source -> now.replace(source, STALE));
            }
            write(now);
        }
    }

    /** Records that the classes are compiled from the present sources. */
    void adopt() throws IOException {
        write(stampsNow());
    }

    /** Marks the sources that depend on sources elsewhere, so that they are compiled the next time. */
    void markDependents(Visible visible) throws IOException {
        Map<String, String> known = known();
        dependents(visible).forEach(source -> known.replace(source, STALE));
        write(known);
    }

    /** Compiles without the old classes, which are restored if it fails. */
    private Result compile(Set<String> changed, Set<String> replaced, boolean all) throws IOException {
        ClassFolder old = new ClassFolder(target.resolve("old"));
        restore(old);
        classes.moveTo(old, replaced);
        List<String> errors = changed.isEmpty()
                ? List.of()
                : compiler.compile(changed.stream().map(this::file).toList(), classes.folder(), all);
        if (!errors.isEmpty()) {
            classes.delete(replaced);
            restore(old);
            return new Result(errors, Visible.NOTHING, Set.of());
        }
        Set<String> lost = Shape.of(old.types(replaced));
        lost.removeAll(Shape.of(classes.types(replaced)));
        DevBuild.delete(old.folder());
        return new Result(List.of(), Visible.of(lost), changed);
    }

    /** Restores the old classes, also after a compilation that was interrupted. */
    private void restore(ClassFolder old) throws IOException {
        Set<String> interrupted = old.sources();
        classes.delete(interrupted);
        old.moveTo(classes, interrupted);
    }

    private Set<String> dependents(Visible visible) throws IOException {
        if (visible.sources.isEmpty()) {
            return Set.of();
        }
        Set<String> dependents = classes.dependents(visible.sources);
        if (!visible.constants.isEmpty()) {
            Pattern names = Pattern.compile(visible.constants.stream()
                    .map(source -> source.substring(source.lastIndexOf('/') + 1))
                    .collect(Collectors.joining("|", "\\b(", ")\\b")));
            for (String source : stampsNow().keySet()) {
                if (names.matcher(Files.readString(file(source))).find()) {
                    dependents.add(source);
                }
            }
        }
        dependents.removeAll(visible.sources);
        return dependents;
    }

    private Path file(String source) {
        return sources.resolve(source + JAVA);
    }

    /** A stamp of each file's content: times change with a checkout, and image layers keep only whole seconds. */
    private Map<String, String> stampsNow() throws IOException {
        Map<String, String> now = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(sources)) {
            for (Path file : tree.filter(file -> file.toString().endsWith(JAVA)).toList()) {
                CRC32C sum = new CRC32C();
                sum.update(Files.readAllBytes(file));
                now.put(
                        sources.relativize(file).toString().replace(JAVA, ""),
                        Long.toHexString(sum.getValue()) + " " + Files.size(file) + " " + compiler.settings());
            }
        }
        return now;
    }

    private Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        if (Files.exists(stamps)) {
            for (String line : Files.readAllLines(stamps)) {
                int end = line.indexOf(' ');
                known.put(line.substring(0, end), line.substring(end + 1));
            }
        }
        return known;
    }

    private void write(Map<String, String> known) throws IOException {
        List<String> lines = new ArrayList<>();
        known.forEach((source, stamp) -> lines.add(source + " " + stamp));
        Files.createDirectories(stamps.getParent());
        Files.write(stamps, lines);
    }

    private static Set<String> without(Set<String> all, Predicate<String> excluded) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeIf(excluded);
        return rest;
    }
}
