package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked in is what the records say. */
class CrdsTest {
    private static final Path CHECKED_IN = Path.of("../chart/crds");

    @TempDir
    Path directory;

    @Test
    void theChartHasTheDefinitionsOfTheRecords() throws IOException {
        Crds.write(directory);

        assertThat(files(CHECKED_IN)).as("renew them with scripts/crds").isEqualTo(files(directory));
        assertThat(files(CHECKED_IN)).hasSize(Crds.KINDS.size());
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
