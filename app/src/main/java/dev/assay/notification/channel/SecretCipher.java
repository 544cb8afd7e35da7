package dev.assay.notification.channel;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts the secrets of channels, so that they cannot be read in the database and its backups: AES-256-GCM with a key
 * derived from the settings. An encrypted text can be decrypted only for the place it was encrypted for. Created at the start,
 * so that a key that could be guessed stops the server's start.
 */
@Context
public class SecretCipher {
    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int SHORTEST = 16;

    private final Optional<SecretKey> key;
    private final SecureRandom random = new SecureRandom();

    SecretCipher(ChannelSettings settings, Development development) {
        int length = settings.secretKey().strip().length();
        if (length > 0 && length < SHORTEST && !development.enabled()) {
            throw new RefusedSetting(
                    "CHANNEL_SECRET_KEY",
                    "is shorter than " + SHORTEST + " characters: it could be guessed",
                    "Set a random one: CHANNEL_SECRET_KEY=$(openssl rand -hex 32)");
        }
        this.key = settings.secret().isBlank() ? Optional.empty() : Optional.of(key(settings.secret()));
    }

    boolean isUsable() {
        return key.isPresent();
    }

    /**
     * The column that holds an encrypted text. It is authenticated, so a text that was copied from another channel cannot be
     * decrypted.
     */
    public record SealedColumn(int userId, String channel, String column) {
        byte[] bytes() {
            return (userId + "/" + channel + "/" + column).getBytes(StandardCharsets.UTF_8);
        }
    }

    byte[] seal(String text, SealedColumn place) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key.orElseThrow(), nonce, place)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + NONCE + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decrypts a text. Empty if it was encrypted with another key or for another place, or was changed since. */
    public Optional<String> open(byte[] sealed, SealedColumn place) {
        if (key.isEmpty() || sealed.length < 1 + NONCE || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE];
        System.arraycopy(sealed, 1, nonce, 0, NONCE);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, key.get(), nonce, place)
                    .doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, SealedColumn place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.bytes());
        return cipher;
    }

    private static SecretKey key(String secret) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand("assay notification channels".getBytes(StandardCharsets.US_ASCII), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
