package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.LogLines;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Has a server of its own, because the setting is read at the start. */
class SentrySettingTest {
    @Test
    void aSettingThatIsNotUsedIsMentionedWithoutItsValue() { // EXT-12
        try (LogLines log = new LogLines();
                TestServer server = TestServer.start(Map.of("sentry.dsn", "https://topsecret@sentry.example/1"))) {
            assertThat(server.anonymous().get("/v1/version").status()).isEqualTo(200);
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("SENTRY_DSN is set, but errors are only in this log"))
                    .noneMatch(line -> line.contains("topsecret"));
        }
    }
}
