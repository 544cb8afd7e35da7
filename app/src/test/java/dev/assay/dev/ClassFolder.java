package dev.assay.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder javac wrote to, looked at by the source each file comes from, such as {@code dev/assay/web/Errors}. */
record ClassFolder(Path folder) {
    /** Takes over all but what comes from these sources. */
    void copyFrom(ClassFolder other, Set<String> except) throws IOException {
        for (Path file : other.files()) {
            if (!except.contains(other.source(file))) {
                Path copy = folder.resolve(other.folder.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** The types of these sources, without what annotation processors made of them. */
    List<Path> types(Set<String> sources) throws IOException {
        return files().stream()
                .filter(file -> !file.getFileName().toString().startsWith("$"))
                .filter(file -> file.toString().endsWith(".class") && sources.contains(source(file)))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    /** Undoes {@code $Errors$Definition}, {@code Errors$Inner.class} and the dotted names in META-INF/micronaut. */
    private String source(Path file) {
        Path relative = folder.relativize(file);
        String path = relative.startsWith("META-INF")
                ? file.getFileName().toString().replace('.', '/')
                : relative.toString().replace(".class", "");
        int start = path.lastIndexOf('/') + 1;
        int end = path.indexOf('$', start + 1);
        String type = path.substring(start, end < 0 ? path.length() : end);
        return path.substring(0, start) + (type.startsWith("$") ? type.substring(1) : type);
    }
}
