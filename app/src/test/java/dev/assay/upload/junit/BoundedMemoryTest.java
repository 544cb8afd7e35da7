package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of about 150 MB, read by a process with a heap of 64 MB. */
class BoundedMemoryTest {

    @Test
    void halfAMillionCasesAreRead() throws Exception {
        assertThat(read("cases")).isEqualTo(SmallHeapReading.CASES + " cases, 50000000 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "output         | 1 cases, 1048613 characters",
                "failure        | 1 cases, 0 characters",
                "suite-output   | 1 cases, 0 characters",
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
    void oneHugePartDoesNotFillTheHeap(String kind, String found) throws Exception {
        assertThat(read(kind)).isEqualTo(found);
    }

    private static String read(String kind) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapReading.class.getName(),
                        kind)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return output.strip();
    }
}
