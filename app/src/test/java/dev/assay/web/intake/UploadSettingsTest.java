package dev.assay.web.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.RefusedSetting;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, UPLOAD_MAX_SIZE leaves no room",
        "1, 0, 1, UPLOAD_SPOOL_SIZE leaves no room",
        "1, 1, 0, UPLOAD_MAX_RATIO is 0"
    })
    void settingsThatLetNothingInAreRefused(long maxSize, long spoolSize, int ratio, String reason) {
        assertThatThrownBy(() -> new UploadSettings("/tmp", maxSize, spoolSize, ratio, 1, java.time.Duration.ZERO))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, UPLOAD_LARGE_PER_CALLER", "1, 0, UPLOAD_LARGE_AT_ONCE"})
    void someLargeOneMustBeReadAtATime(int perCaller, int atOnce, String key) {
        assertThatThrownBy(() -> new LargeUploadSettings(1, perCaller, atOnce, Duration.ZERO))
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith(key);
    }

    @Test
    void noBodyIsLongerThanItsCallersShareOfTheSpool() {
        assertThat(new UploadSettings("/tmp", 4L << 30, 7L << 30, 200, 1, java.time.Duration.ZERO).longest())
                .isEqualTo(4L << 30);
        assertThat(new UploadSettings("/tmp", 4L << 30, 1L << 30, 200, 1, java.time.Duration.ZERO).longest())
                .isEqualTo(3L << 28);
    }
}
