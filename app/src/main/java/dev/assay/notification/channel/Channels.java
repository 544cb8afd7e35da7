package dev.assay.notification.channel;

import dev.assay.outbound.PublicAddresses;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notification channels: where users want to receive messages. URLs and keys are encrypted before they are stored, and not
 * shown again.
 */
@Singleton
public class Channels {
    private static final int MOST = 20;
    private static final int KEY_BYTES = 32;

    private final ChannelRepository channels;
    private final PublicAddresses addresses;
    private final MailSettings mail;
    private final SecretCipher cipher;
    private final SecureRandom random = new SecureRandom();

    Channels(ChannelRepository channels, PublicAddresses addresses, MailSettings mail, SecretCipher cipher) {
        this.channels = channels;
        this.addresses = addresses;
        this.mail = mail;
        this.cipher = cipher;
    }

    /** The result of writing a channel. */
    sealed interface Outcome {
        /** @param secret the new key, shown only now; null if no key was created */
        record Written(Channel channel, @Nullable String secret) implements Outcome {}

        record UnknownUser() implements Outcome {}

        /** The request is wrong and must be changed. */
        record Invalid(String reason, String hint) implements Outcome {}

        /** This server is not configured to send by this kind of channel. */
        record NotOffered(String reason, String hint) implements Outcome {}

        record TooMany(int most) implements Outcome {}
    }

    boolean hasUser(long userId) {
        return channels.hasUser(userId);
    }

    /** Sorted by name. */
    public List<Channel> all(long userId) {
        return channels.all(userId);
    }

    public Optional<Channel> find(long userId, ChannelName name) {
        return channels.find(userId, name.value());
    }

    /** Also deletes the channel's pending messages. */
    void delete(long userId, ChannelName name) {
        channels.delete(userId, name.value());
    }

    /** Creates or replaces the channel. A webhook that exists keeps its key. */
    @Transactional
    Outcome put(int userId, ChannelName name, NewChannel wanted) {
        Optional<Outcome> refusal = notOffered(wanted.kind()).or(() -> badUrl(wanted.url()));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!channels.hold(userId)) {
            return new Outcome.UnknownUser();
        }
        List<Channel> present = channels.all(userId);
        Channel old = present.stream()
                .filter(row -> row.name().equals(name.value()))
                .findFirst()
                .orElse(null);
        boolean keepsUrl = old != null && wanted.url() == null && old.kind() == wanted.kind();
        if (!keepsUrl && wanted.url() == null && wanted.kind() != ChannelKind.EMAIL) {
            return new Outcome.Invalid(
                    "A channel of kind " + wanted.kind().wire() + " needs a url",
                    "Set url to the address that receives the messages");
        }
        if (old == null && present.size() >= MOST) {
            return new Outcome.TooMany(MOST);
        }
        String secret = write(userId, name.value(), wanted, old, keepsUrl);
        return new Outcome.Written(channels.find(userId, name.value()).orElseThrow(), secret);
    }

    /** @return the new key; null if no key was created */
    private @Nullable String write(
            int userId, String name, NewChannel wanted, @Nullable Channel old, boolean keepsUrl) {
        String kind = wanted.kind().wire();
        if (old != null && keepsUrl) {
            channels.adjust(old.id(), wanted.typesLiteral(), wanted.enabled());
            return null;
        }
        boolean needsKey = wanted.kind() == ChannelKind.WEBHOOK && (old == null || old.kind() != wanted.kind());
        String secret = needsKey ? newKey() : null;
        String sealedSecret =
                secret == null ? null : sealed(secret, new SecretCipher.SealedColumn(userId, name, "secret"));
        String url = wanted.url();
        String sealedUrl = url == null ? null : sealed(url, new SecretCipher.SealedColumn(userId, name, "url"));
        String host = url == null ? "" : URI.create(url).getHost();
        String types = wanted.typesLiteral();
        if (old == null) {
            channels.insert(userId, name, kind, types, wanted.enabled(), host, sealedUrl, sealedSecret);
        } else {
            channels.replace(old.id(), kind, types, wanted.enabled(), host, sealedUrl, sealedSecret);
        }
        return secret;
    }

    private String sealed(String text, SecretCipher.SealedColumn place) {
        return Base64.getEncoder().encodeToString(cipher.seal(text, place));
    }

    private Optional<Outcome> notOffered(ChannelKind kind) {
        return switch (kind) {
            case EMAIL ->
                mail.server().isPresent()
                        ? Optional.empty()
                        : Optional.of(new Outcome.NotOffered(
                                "This server does not send mail", "Its operator can set SMTP_URL and MAIL_FROM"));
            case SLACK, WEBHOOK ->
                cipher.isUsable()
                        ? Optional.empty()
                        : Optional.of(new Outcome.NotOffered(
                                "This server cannot store secrets", "Its operator can set CHANNEL_SECRET_KEY"));
        };
    }

    private Optional<Outcome> badUrl(@Nullable String url) {
        if (url == null) {
            return Optional.empty();
        }
        try {
            return addresses
                    .problem(URI.create(url))
                    .map(problem ->
                            new Outcome.Invalid("Messages cannot be sent to this url: " + problem, "Use another url"));
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    new Outcome.Invalid("The url cannot be read", "Escape characters that a URL may not contain"));
        }
    }

    /** In the format of the Standard Webhooks convention. */
    private String newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }
}
