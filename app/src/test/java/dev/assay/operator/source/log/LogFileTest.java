package dev.assay.operator.source.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs are kept up to a limit, in an unnamed file. */
class LogFileTest {
    @TempDir
    Path directory;

    private static LogFile.ByteRange append(LogFile file, String text) throws IOException {
        return file.append(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(LogFile file, LogFile.ByteRange extent) throws IOException {
        return new String(file.open(extent.from(), extent.to()).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void eachLogIsReadBackByItself() throws IOException {
        try (LogFile file = LogFile.in(directory, 1 << 20)) {
            LogFile.ByteRange first = append(file, "first");
            LogFile.ByteRange none = append(file, "");
            LogFile.ByteRange second = append(file, "x".repeat(200_000));

            assertThat(read(file, first)).isEqualTo("first");
            assertThat(read(file, none)).isEmpty();
            assertThat(read(file, second)).hasSize(200_000);
            assertThat(second.cut()).isFalse();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void aLogBeyondTheLimitIsCut() throws IOException {
        try (LogFile file = LogFile.in(directory, 10)) {
            LogFile.ByteRange whole = append(file, "12345");
            LogFile.ByteRange cut = append(file, "67890!");
            LogFile.ByteRange nothing = append(file, "?");

            assertThat(whole.cut()).isFalse();
            assertThat(cut.cut()).isTrue();
            assertThat(read(file, cut)).isEqualTo("67890");
            assertThat(nothing.cut()).isTrue();
            assertThat(read(file, nothing)).isEmpty();
        }
    }
}
