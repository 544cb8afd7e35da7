package dev.assay.web;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.Encoder;
import io.micronaut.serde.Serializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as v1 writes them: naive UTC with six digits of fraction, or without a fraction when it is zero (CONV-22). */
public final class Timestamp {
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    private Timestamp() {}

    public static String format(LocalDateTime time) {
        return (time.getNano() / 1000 == 0 ? WHOLE : MICROS).format(time);
    }

    /** The form that v1's records hold. */
    public static LocalDateTime naive(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    @Singleton
    static final class AsJson implements Serializer<LocalDateTime> {
        @Override
        public void serialize(
                Encoder encoder, EncoderContext context, Argument<? extends LocalDateTime> type, LocalDateTime value)
                throws IOException {
            encoder.encodeString(format(value));
        }
    }
}
