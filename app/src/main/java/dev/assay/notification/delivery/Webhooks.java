package dev.assay.notification.delivery;

import dev.assay.notification.SendOutcome;
import dev.assay.notification.channel.SecretCipher;
import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Sends messages to URLs: in Slack's format, or signed by the Standard Webhooks convention. */
@Singleton
class Webhooks {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final Http http;
    private final SecretCipher cipher;
    private final JsonMapper json;
    private final Clock clock;

    Webhooks(Outbound outbound, SecretCipher cipher, JsonMapper json, Clock clock) {
        this.clock = clock;
        this.http = outbound.toAnybody(DEADLINE);
        this.cipher = cipher;
        this.json = json;
    }

    SendOutcome slack(int userId, Due.Channel channel, Message message) {
        return opened(userId, channel.name(), "url", channel.sealedUrl())
                .map(url -> post(url, bytes(message.slack()), Map.of()))
                .orElseGet(Webhooks::unreadable);
    }

    SendOutcome webhook(int userId, Due.Channel channel, UUID id, Message message) {
        Optional<String> url = opened(userId, channel.name(), "url", channel.sealedUrl());
        Optional<String> secret = opened(userId, channel.name(), "secret", channel.sealedSecret());
        if (url.isEmpty() || secret.isEmpty()) {
            return unreadable();
        }
        byte[] body = bytes(message.event());
        return post(url.get(), body, signed("msg_" + id, clock.instant(), body, secret.get()));
    }

    private Optional<String> opened(int userId, String channel, String column, byte @Nullable [] sealed) {
        return Optional.ofNullable(sealed)
                .flatMap(text -> cipher.open(text, new SecretCipher.SealedColumn(userId, channel, column)));
    }

    private static SendOutcome unreadable() {
        return new SendOutcome.Never("The server's CHANNEL_SECRET_KEY changed: delete the channel and create it again");
    }

    private static Map<String, String> signed(String id, Instant now, byte[] body, String secret) {
        String time = String.valueOf(now.getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = Base64.getDecoder().decode(secret.substring(secret.indexOf('_') + 1));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.US_ASCII));
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", time);
            headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
            return headers;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ignores the body of the response, because any server may have sent it. */
    private SendOutcome post(String url, byte[] body, Map<String, String> headers) {
        try {
            Request request = Request.of("POST", URI.create(url), "application/json", body);
            for (Map.Entry<String, String> header : headers.entrySet()) {
                request = request.with(header.getKey(), header.getValue());
            }
            Response answer = http.send(request);
            return answer.isSuccess() ? new SendOutcome.Delivered(null) : SendOutcome.failed(answer);
        } catch (IOException e) {
            return SendOutcome.unanswered(e);
        }
    }

    private byte[] bytes(Map<String, Object> value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
