package dev.assay.dev;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder that javac writes to. A source is named like {@code dev/assay/web/Errors}. */
record ClassFolder(Path folder) {
    private static final Pattern TYPE = Pattern.compile("dev[./]assay[./][\\w$./]+");

    /** Moves the files of these sources to another folder. */
    void moveTo(ClassFolder other, Set<String> sources) throws IOException {
        for (Path file : files()) {
            if (sources.contains(source(file))) {
                Path moved = other.folder.resolve(folder.relativize(file));
                Files.createDirectories(moved.getParent());
                Files.move(file, moved);
            }
        }
    }

    void delete(Set<String> sources) throws IOException {
        for (Path file : files()) {
            if (sources.contains(source(file))) {
                Files.delete(file);
            }
        }
    }

    Set<String> sources() throws IOException {
        return files().stream().map(this::source).collect(Collectors.toSet());
    }

    /** The types of these sources, without those that annotation processors generated. */
    List<Path> types(Set<String> sources) throws IOException {
        return files().stream()
                .filter(file -> !file.getFileName().toString().startsWith("$"))
                .filter(file -> isClass(file) && sources.contains(source(file)))
                .toList();
    }

    /** The sources whose classes mention one of these, or a type that extends one of these, at any distance. */
    Set<String> dependents(Set<String> sources) throws IOException {
        Map<String, Set<String>> mentions = new HashMap<>();
        Map<String, Set<String>> parents = new HashMap<>();
        for (Path file : files().stream().filter(ClassFolder::isClass).toList()) {
            ClassModel type = ClassFile.of().parse(file);
            String source = source(file);
            mentions.computeIfAbsent(source, any -> new HashSet<>()).addAll(mentioned(type));
            Stream.concat(type.superclass().stream(), type.interfaces().stream())
                    .map(ClassEntry::asInternalName)
                    .forEach(parent -> parents.computeIfAbsent(source, any -> new HashSet<>())
                            .add(sourceOf(parent)));
        }
        Set<String> changed = new TreeSet<>(sources);
        while (changed.addAll(naming(parents, changed))) {
            // Again, for the subtypes of the subtypes
        }
        Set<String> dependents = naming(mentions, changed);
        dependents.addAll(changed);
        dependents.removeAll(sources);
        return dependents;
    }

    private static Set<String> naming(Map<String, Set<String>> names, Collection<String> sources) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(sources::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The types that are named in descriptors, signatures, annotations and, dotted, in the texts that annotation processors write. */
    private static Set<String> mentioned(ClassModel type) {
        Set<String> found = new HashSet<>();
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                TYPE.matcher(text.stringValue())
                        .results()
                        .forEach(match -> found.add(sourceOf(match.group().replace('.', '/'))));
            }
        }
        return found;
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class");
    }

    private String source(Path file) {
        Path relative = folder.relativize(file);
        return sourceOf(
                relative.startsWith("META-INF")
                        ? file.getFileName().toString().replace('.', '/')
                        : relative.toString().replace(".class", ""));
    }

    /**
     * The source of a generated path: removes {@code $Errors$Definition}, {@code Errors$Inner} and the dots of names in
     * META-INF/micronaut.
     */
    private static String sourceOf(String path) {
        int start = path.lastIndexOf('/') + 1;
        int end = path.indexOf('$', start + 1);
        String type = path.substring(start, end < 0 ? path.length() : end);
        return path.substring(0, start) + (type.startsWith("$") ? type.substring(1) : type);
    }
}
