package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of about 150 MB, read by a process with a heap of 64 MB. */
class BoundedMemoryTest {
    private static final Map<String, String> FOUND = read();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cases          | 500000 cases, 50000000 characters",
                "output         | 1 cases, 1048613 characters",
                "failure        | 1 cases, 0 characters",
                "suite-output   | 1 cases, 0 characters",
                "suite-names    | 1 cases, 0 characters",
                "comment        | refused: One tag, comment or processing instruction is longer than 8,388,608 characters.",
                "attribute      | 0 cases, 0 characters",
                "text-outside   | 1 cases, 0 characters",
                "documents      | 150000 cases, 0 characters",
                "repairs        | 1 cases, 1048610 characters",
                "element-name   | refused: One tag, comment or processing instruction is longer than 8,388,608 characters.",
                "names          | refused: The file uses more than 1,000 different element and attribute names.",
                "targets        | refused: The file uses more than 1,000 different element and attribute names.",
                "attributes     | refused: The XML cannot be read: an element has more than 100 attributes.",
                "depth          | refused: Elements are nested more than 100 deep.",
            })
    void theHeapSuffices(String kind, String found) {
        assertThat(FOUND.get(kind)).as(kind).isEqualTo(found);
    }

    /** Reads a file of each kind in one process, and returns what it found. */
    private static Map<String, String> read() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeapReading.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[line.length - 1], (first, _) -> first));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
