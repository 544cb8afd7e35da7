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

/** Where people want to be told. URLs and keys are sealed before they are stored, and never shown again. */
@Singleton
public class Channels {
    private static final int MOST = 20;
    private static final int KEY_BYTES = 32;

    private final ChannelRepository channels;
    private final PublicAddresses addresses;
    private final MailSettings mail;
    private final SecretCipher vault;
    private final SecureRandom random = new SecureRandom();

    Channels(ChannelRepository channels, PublicAddresses addresses, MailSettings mail, SecretCipher vault) {
        this.channels = channels;
        this.addresses = addresses;
        this.mail = mail;
        this.vault = vault;
    }

    /** What came of writing a channel. */
    sealed interface Outcome {
        /** @param secret a new key, shown only now; null where none was made */
        record Written(Channel channel, @Nullable String secret) implements Outcome {}

        record UnknownUser() implements Outcome {}

        /** The request has to be another one. */
        record Invalid(String reason, String hint) implements Outcome {}

        /** This server has no way to send it. */
        record NotOffered(String reason, String hint) implements Outcome {}

        record TooMany(int most) implements Outcome {}
    }

    boolean hasUser(long userId) {
        return channels.hasUser(userId);
    }

    /** By name. */
    public List<Channel> all(long userId) {
        return channels.all(userId);
    }

    public Optional<Channel> find(long userId, ChannelName name) {
        return channels.find(userId, name.value());
    }

    /** What waits to be sent by it is dropped. */
    void delete(long userId, ChannelName name) {
        channels.delete(userId, name.value());
    }

    /** Makes the channel, or makes it what the request says; a webhook keeps its key. */
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
                    "A channel of kind " + wanted.kind().wire() + " needs a url", "Send the url it is to send to");
        }
        if (old == null && present.size() >= MOST) {
            return new Outcome.TooMany(MOST);
        }
        String secret = write(userId, name.value(), wanted, old, keepsUrl);
        return new Outcome.Written(channels.find(userId, name.value()).orElseThrow(), secret);
    }

    /** @return the new key; null if there is none */
    private @Nullable String write(
            int userId, String name, NewChannel wanted, @Nullable Channel old, boolean keepsUrl) {
        String kind = wanted.kind().wire();
        if (old != null && keepsUrl) {
            channels.adjust(old.id(), wanted.typesLiteral(), wanted.enabled());
            return null;
        }
        boolean needsKey = wanted.kind() == ChannelKind.WEBHOOK && (old == null || old.kind() != wanted.kind());
        String secret = needsKey ? newKey() : null;
        String sealedSecret = secret == null ? null : sealed(secret, new SecretCipher.Place(userId, name, "secret"));
        String url = wanted.url();
        String sealedUrl = url == null ? null : sealed(url, new SecretCipher.Place(userId, name, "url"));
        String host = url == null ? "" : URI.create(url).getHost();
        String types = wanted.typesLiteral();
        if (old == null) {
            channels.insert(userId, name, kind, types, wanted.enabled(), host, sealedUrl, sealedSecret);
        } else {
            channels.replace(old.id(), kind, types, wanted.enabled(), host, sealedUrl, sealedSecret);
        }
        return secret;
    }

    private String sealed(String text, SecretCipher.Place place) {
        return Base64.getEncoder().encodeToString(vault.seal(text, place));
    }

    private Optional<Outcome> notOffered(ChannelKind kind) {
        return switch (kind) {
            case EMAIL ->
                mail.server().isPresent()
                        ? Optional.empty()
                        : Optional.of(new Outcome.NotOffered(
                                "This server sends no mail", "Who runs it can set SMTP_URL and MAIL_FROM"));
            case SLACK, WEBHOOK ->
                vault.isUsable()
                        ? Optional.empty()
                        : Optional.of(new Outcome.NotOffered(
                                "This server keeps no secrets", "Who runs it can set CHANNEL_SECRET_KEY"));
        };
    }

    private Optional<Outcome> badUrl(@Nullable String url) {
        if (url == null) {
            return Optional.empty();
        }
        try {
            return addresses
                    .problem(URI.create(url))
                    .map(problem -> new Outcome.Invalid("Nothing is sent to this url: " + problem, "Use another url"));
        } catch (IllegalArgumentException e) {
            return Optional.of(new Outcome.Invalid("The url cannot be read", "Escape what is no part of a URL"));
        }
    }

    /** As Standard Webhooks writes keys. */
    private String newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }
}
