package dev.assay.web.request;

import dev.assay.platform.Gunzip;
import dev.assay.web.ContentEncoding;
import dev.assay.web.Fault;
import dev.assay.web.Problem;
import dev.assay.web.RouteInput;
import dev.assay.web.input.shape.LongBody;
import dev.assay.web.input.shape.Shapes;
import dev.assay.web.intake.BodyBudget;
import dev.assay.web.intake.BodySettings;
import dev.assay.web.intake.Intake;
import dev.assay.web.intake.NotTaken;
import dev.assay.web.intake.UploadContent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bodies into memory, within the {@link BodyBudget}. How much of a body is read depends on what is known about its sender.
 * What a request holds in memory is freed when it is answered.
 */
@Singleton
public final class Bodies {
    /** How much of a refused caller's body is looked at: bytes, unpacked. */
    public static final int LOOKED_AT = 4 << 20;

    /** The longest body that is held before it is known if its sender may send it: bytes, unpacked. */
    public static final int BEFORE_PERMISSION = 64 << 10;

    /** The memory that looking at a body takes: buffers of the connection, of the decoder, of the parser. */
    private static final int BUFFERS = 64 << 10;

    /** How many times its size a form takes in memory: it becomes a text, and a field of it a document. */
    private static final int FORM = 16;

    /** A body with fewer bytes than this is not kept on disk. */
    private static final int SHORT = 512 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);
    private static final String SENDER = "assay.body.sender";
    private static final String HELD = "assay.body.held";
    private static final SenderAccount UNKNOWN = new SenderAccount(Sender.STRANGER, "nobody");

    private final BodyBudget budget;
    private final BodySettings settings;
    private final Intake intake;

    Bodies(BodyBudget budget, BodySettings settings, Intake intake) {
        this.budget = budget;
        this.settings = settings;
        this.intake = intake;
    }

    /** What is known about a request's sender when its body is read. */
    public enum Sender {
        /** A caller that may do what the request asks for. */
        PERMITTED,
        /** A known caller; its permission is checked when the body is known (CONV-36). */
        KNOWN,
        /** An unknown caller. */
        STRANGER
    }

    /**
     * Records the sender before the body is read.
     *
     * @param account the account whose large bodies are counted together, such as {@code application:7}
     */
    public static void sentBy(HttpRequest<?> request, Sender sender, String account) {
        request.setAttribute(SENDER, new SenderAccount(sender, account));
    }

    private record SenderAccount(Sender kind, String account) {}

    /**
     * Looks at the body of a caller that will be refused, without holding any of it. A body that is not text or not JSON is
     * answered before the missing permission (CONV-34), so it is thrown here.
     */
    public void look(HttpRequest<?> request) {
        if (RouteInput.of(request).filter(RouteInput::takesBody).isEmpty()) {
            return;
        }
        try (BodyBudget.Share share = budget.shareOfStranger()) {
            share.take(BUFFERS);
            try (BodyText text = BodyText.of(received(request), LOOKED_AT, InputFilter.dialect(request))) {
                if (isJson(request)) {
                    text.skim();
                } else {
                    text.beginning();
                }
            }
        } catch (BodyBytes.TooMany e) {
            // The caller is refused anyway
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a form that a browser sent, before its sender is known; empty for any other body. */
    public String form(HttpRequest<?> request) {
        if (request.getContentType()
                .filter(type -> type.getName().equalsIgnoreCase(MediaType.APPLICATION_FORM_URLENCODED))
                .isEmpty()) {
            return "";
        }
        sentBy(request, Sender.STRANGER, UNKNOWN.account());
        try (InputStream bytes = BodyBytes.unpacked(received(request), BEFORE_PERMISSION)) {
            share(request).take((long) FORM * BEFORE_PERMISSION);
            return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (BodyBytes.TooMany e) {
            throw tooLarge(BEFORE_PERMISSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the body of a route that takes it as this parameter. */
    Body read(HttpRequest<?> request, Parameter parameter) {
        LongBody form = isJson(request) ? LongBody.of(parameter).orElse(null) : null;
        if (form != null) {
            return readLong(request, form);
        }
        JsonNode tree = tree(request);
        return violations -> Shapes.body(parameter, tree, violations);
    }

    /** The body as JSON, or as text, which fails validation later (CONV-09); null if there is none. */
    private @Nullable JsonNode tree(HttpRequest<?> request) {
        long longest = sender(request).kind() == Sender.PERMITTED
                ? settings.jsonSize()
                : Math.min(BEFORE_PERMISSION, settings.jsonSize());
        try (BodyText text = BodyText.of(received(request), longest, InputFilter.dialect(request))) {
            return isJson(request) ? text.tree(share(request)) : text.beginning();
        } catch (BodyBytes.TooMany e) {
            throw tooLarge(longest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Body readLong(HttpRequest<?> request, LongBody form) {
        BodyBudget.Share share = share(request);
        try (InputStream body = received(request)) {
            byte[] head = head(request, body, share);
            UploadContent content = isShort(request, head) && !Gunzip.isGzip(head)
                    ? null
                    : intake.take(
                            sender(request).account(), new SequenceInputStream(new ByteArrayInputStream(head), body));
            LongReading reading = new LongReading(form, share, head, content, InputFilter.dialect(request));
            hold(request, reading);
            reading.check();
            return reading;
        } catch (NotTaken e) {
            throw e.fault();
        } catch (ZipException e) {
            throw new Fault(
                    Problem.DAMAGED_GZIP, "The compressed body is damaged", "Compress it again, or send it as it is");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The beginning of the body; empty if its declared length is long, because it then goes to the spool as it arrives. */
    private static byte[] head(HttpRequest<?> request, InputStream body, BodyBudget.Share share) throws IOException {
        if (request.getContentLength() >= SHORT) {
            return new byte[0];
        }
        share.take(SHORT);
        byte[] head = body.readNBytes(SHORT);
        share.giveBack(SHORT - head.length);
        return head;
    }

    private static boolean isShort(HttpRequest<?> request, byte[] head) {
        return request.getContentLength() < SHORT && head.length < SHORT;
    }

    /** Frees what a request holds, once it is answered or its body could not be read. */
    static void letGo(HttpRequest<?> request) {
        for (Object each : request.getAttribute(HELD, List.class).orElse(List.of())) {
            try {
                ((AutoCloseable) each).close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("Cannot free the memory or file of a body");
            }
        }
    }

    private static void hold(HttpRequest<?> request, AutoCloseable held) {
        List<Object> all =
                new ArrayList<>(request.getAttribute(HELD, List.class).orElse(List.of()));
        all.addFirst(held);
        request.setAttribute(HELD, all);
    }

    private BodyBudget.Share share(HttpRequest<?> request) {
        BodyBudget.Share share = sender(request).kind() == Sender.STRANGER ? budget.shareOfStranger() : budget.share();
        hold(request, share);
        return share;
    }

    private static SenderAccount sender(HttpRequest<?> request) {
        return request.getAttribute(SENDER, SenderAccount.class).orElse(UNKNOWN);
    }

    /**
     * The bytes of the body as they arrive, packed or not: its first bytes say which. A body that ends early, or has an unknown
     * encoding, is a {@link Fault} where it is read.
     */
    public static InputStream received(HttpRequest<?> request) {
        ContentEncoding.isGzip(request);
        return new Received(((ServerHttpRequest<?>) request).byteBody().toInputStream());
    }

    private static final class Received extends FilterInputStream {
        Received(InputStream body) {
            super(body);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw new Fault(
                        Problem.BODY_INCOMPLETE,
                        "The body ended early",
                        "Send it again, whole; nothing of it was stored");
            }
        }
    }

    private static boolean isJson(HttpRequest<?> request) {
        Optional<MediaType> type = request.getContentType();
        return type.map(t -> t.getName().toLowerCase(Locale.ROOT))
                .filter(name ->
                        name.equals("application/json") || (name.startsWith("application/") && name.endsWith("+json")))
                .isPresent();
    }

    private static Fault tooLarge(long longest) {
        return new Fault(
                Problem.BODY_TOO_LARGE,
                "The body is larger than %,d bytes, counted unpacked".formatted(longest),
                "Send it in smaller parts; limits are at /v2/limits");
    }
}
