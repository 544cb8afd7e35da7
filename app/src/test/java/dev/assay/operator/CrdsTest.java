package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The definitions that are checked in match the records. */
class CrdsTest {
    private static final Path CHECKED_IN = Path.of("../chart/crds");
    private static final Set<String> KEPT =
            Set.of("default", "enum", "minimum", "maximum", "minLength", "minItems", "minProperties", "status");
    private static final Set<String> EMPTY = Set.of("0", "false", "", "[]", "null");

    @TempDir
    Path directory;

    @Test
    void theChartHasTheDefinitionsOfTheRecords() throws IOException {
        Crds.write(directory);

        assertThat(files(CHECKED_IN)).as("renew them with scripts/crds").isEqualTo(files(directory));
        assertThat(files(CHECKED_IN)).hasSize(Crds.KINDS.size());
    }

    /** So that a repeated server-side apply changes nothing, with kubectl, Helm 4 or Argo CD. */
    @Test
    void theServerKeepsEverythingInTheDefinitions() throws IOException {
        for (String text : files(CHECKED_IN).values()) {
            Map<String, Object> definition = new Yaml().load(text);
            assertThat(dropped("", definition)).isEmpty();
        }
        assertThat(dropped("", Map.of("columns", List.of(Map.of("priority", 0)))))
                .containsExactly("columns priority");
    }

    /** The paths of values that Go omits when it writes: zero, false and empty ones, except pointers and values of schemas. */
    private static List<String> dropped(String path, Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .filter(member -> !KEPT.contains(member.getKey()))
                        .flatMap(member -> dropped((path + " " + member.getKey()).strip(), member.getValue()).stream())
                        .toList();
            case List<?> list
            when !list.isEmpty() ->
                list.stream().flatMap(entry -> dropped(path, entry).stream()).toList();
            case null, default -> EMPTY.contains(String.valueOf(value)) ? List.of(path) : List.of();
        };
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(directory)) {
            for (Path file : found.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
