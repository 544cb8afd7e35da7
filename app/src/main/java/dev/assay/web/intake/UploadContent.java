package dev.assay.web.intake;

import dev.assay.platform.Gunzip;
import dev.assay.web.intake.UploadQuotas.Account;
import dev.assay.web.intake.UploadQuotas.Slot;
import dev.assay.web.intake.UploadThreads.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of an upload, which was received whole and read once.
 *
 * <p>Gzip is recognised by its first bytes, not by a header: proxies unpack a body and keep the header, and people pack one and
 * send no header. The upload is kept as it arrived and unpacked twice, first for the hash and then for the reader. So a body that
 * unpacks to many times its size costs processor time rather than disk, and damage is found before the first row is stored.
 */
public final class UploadContent implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    /** Bytes that are unpacked and hashed at once: about ten milliseconds. */
    private static final int STEP = 2 << 20;

    private final Spool spool;
    private final Gunzip.Limits limits;
    private final UploadThreads threads;
    private Lane lane = Lane.SMALL;
    private @Nullable Slot turn;
    private byte[] sha256 = {};
    private long size;

    UploadContent(Spool spool, Gunzip.Limits limits, UploadThreads threads) {
        this.spool = spool;
        this.limits = limits;
        this.threads = threads;
    }

    /** A step of work that returns something or throws one more kind of exception. */
    @FunctionalInterface
    public interface Step<T, X extends Exception> {
        T take() throws IOException, X;
    }

    /** A stream of the unpacked content from its beginning. It may be called again while another stream is open. */
    public InputStream open() throws IOException {
        try (InputStream start = spool.open()) {
            boolean gzip = Gunzip.isGzip(start.readNBytes(2));
            return gzip ? new Gunzip(spool.open(), limits) : spool.open();
        }
    }

    /** Runs a step on the threads for uploads, and waits for it. A step should take some milliseconds. */
    public <T, X extends Exception> T step(Step<T, X> step) throws IOException, X {
        return threads.run(lane, step);
    }

    /** The hash of the unpacked content: the same report, packed or not, is the same upload. */
    public byte[] sha256() {
        return sha256.clone();
    }

    /** The hash of the content and these parameters; their order does not matter. */
    public byte[] sha256(Map<String, List<String>> parameters) {
        MessageDigest digest = sha256Digest();
        digest.update(sha256);
        new TreeMap<>(parameters).forEach((name, values) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            for (String value : values) {
                digest.update((byte) 0);
                digest.update(value.getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) 1);
        });
        return digest.digest();
    }

    /** The number of bytes, unpacked. */
    public long size() {
        return size;
    }

    /** Frees its memory, its file and its turn. */
    @Override
    public void close() throws IOException {
        if (turn != null) {
            turn.close();
            turn = null;
        }
        spool.close();
    }

    /** Reads it for its hash. If it turns out to be large, it is closed, waits for its turn, and is read again from its beginning. */
    void readThrough(Account account, long large) throws IOException, NotTaken {
        if (spool.size() > large || !readUpTo(large)) {
            turn = account.turn();
            lane = Lane.LARGE;
            readUpTo(Long.MAX_VALUE);
        }
    }

    /** False if it has more bytes than this. */
    private boolean readUpTo(long most) throws IOException {
        MessageDigest digest = sha256Digest();
        size = 0;
        try (InputStream in = step(this::open)) {
            boolean more = true;
            while (more && size <= most) {
                more = step(() -> digest(in, digest));
            }
            sha256 = digest.digest();
            return size <= most;
        }
    }

    private boolean digest(InputStream in, MessageDigest digest) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = 0; read < STEP; read += PIECE) {
            int length = in.readNBytes(piece, 0, PIECE);
            digest.update(piece, 0, length);
            size += length;
            if (length < PIECE) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
