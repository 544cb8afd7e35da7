package dev.assay.web.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.assay.web.Fault;
import dev.assay.web.Problem;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.InvalidInput;
import dev.assay.web.input.RequestLimits;
import dev.assay.web.input.Violation;
import dev.assay.web.intake.BodyBudget;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.JsonStreamConfig;
import io.micronaut.json.tree.JsonNode;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The text of a body, read once, from a stream. A body that is not UTF-8 is answered with 400 (ERR-06), one that is not JSON with
 * 422 (ERR-08).
 */
final class BodyText implements AutoCloseable {
    /** Keeps numbers as they are written: as a double, 1e-999 would be zero and 1e999 would be infinite. */
    private static final JsonNodeTreeCodec TREE =
            JsonNodeTreeCodec.getInstance().withConfig(JsonStreamConfig.DEFAULT.withUseBigDecimalForFloats(true));

    private static final JsonFactory JSON = json(Integer.MAX_VALUE);
    /** For skimming: texts are skipped; names and numbers are held, and need not be longer than this. */
    private static final JsonFactory SKIMMED = json(1 << 16);

    /** Bytes of the heap that a character takes while it is read. */
    static final int CHARACTER = 3;

    /** Characters that a response may repeat of a text that is not declared as JSON. */
    private static final int BEGINNING = 1000;

    private final Reader text;
    private final boolean empty;
    private final Dialect dialect;

    private BodyText(PushbackReader text, Dialect dialect) throws IOException {
        this.text = text;
        this.dialect = dialect;
        int first = text.read();
        if (first == '\uFEFF') {
            first = text.read();
        }
        this.empty = first < 0;
        if (!empty) {
            text.unread(first);
        }
    }

    /**
     * @param body closed with this
     * @param longest in bytes, unpacked
     */
    static BodyText of(InputStream body, long longest, Dialect dialect) throws BodyBytes.TooMany {
        return withFaults(() -> unpacked(BodyBytes.unpacked(body, longest), dialect));
    }

    /** @param body closed with this */
    static BodyText unpacked(InputStream body, Dialect dialect) throws IOException {
        return new BodyText(
                new PushbackReader(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder())), dialect);
    }

    /** The text as one value, held within this share of the budget; null for an empty body. */
    @Nullable
    JsonNode tree(BodyBudget.Share share) throws BodyBytes.TooMany {
        return empty ? null : json(share).all(BodyText::value);
    }

    /** Checks every token without holding any. */
    void skim() throws BodyBytes.TooMany {
        if (!empty) {
            new Json(SKIMMED, text, parser -> parser).all(JsonParser::skipChildren);
        }
    }

    /** The value at which the parser is. */
    static JsonNode value(JsonParser parser) throws IOException {
        return TREE.readTree(parser);
    }

    /** The text as JSON, to be read step by step; not to be called for an empty body. */
    Json json(BodyBudget.Share share) throws BodyBytes.TooMany {
        return new Json(JSON, new Counted(text, share), parser -> new Weighed(parser, share));
    }

    boolean isEmpty() {
        return empty;
    }

    /** The beginning of a text that is not declared as JSON, after reading it to its end; null for an empty body. */
    @Nullable
    JsonNode beginning() throws BodyBytes.TooMany {
        return BodyText.<@Nullable JsonNode>withFaults(() -> {
            char[] head = new char[BEGINNING];
            int length = Math.max(0, text.read(head));
            finish();
            return empty ? null : JsonNode.createStringNode(new String(head, 0, length));
        });
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** A step through JSON. */
    interface Step<T extends @Nullable Object> {
        T take(JsonParser parser) throws IOException;
    }

    /** The text as JSON. */
    final class Json {
        private final JsonParser parser;

        private Json(JsonFactory json, Reader from, UnaryOperator<JsonParser> form) throws BodyBytes.TooMany {
            this.parser = syntactic(() -> {
                JsonParser made = form.apply(json.createParser(from));
                if (made.nextToken() == null) {
                    throw syntax(dialect.noJson(offset(made.currentLocation())));
                }
                return made;
            });
        }

        <T extends @Nullable Object> T read(Step<T> step) throws BodyBytes.TooMany {
            return syntactic(() -> step.take(parser));
        }

        /** Fails if anything follows the value. */
        void end() throws BodyBytes.TooMany {
            syntactic(() -> {
                if (parser.nextToken() != null) {
                    throw syntax(dialect.moreJson(offset(parser.currentTokenLocation())));
                }
                parser.close();
                return true;
            });
        }

        private <T> T all(Step<T> step) throws BodyBytes.TooMany {
            T value = read(step);
            end();
            return value;
        }

        private <T extends @Nullable Object> T syntactic(Reading<T> reading) throws BodyBytes.TooMany {
            return withFaults(() -> {
                try {
                    return reading.done();
                } catch (JsonProcessingException e) {
                    throw syntax(dialect.brokenJson(offset(e.getLocation()), e.getOriginalMessage()));
                }
            });
        }
    }

    /** A syntax error, after reading on: if bytes anywhere in the body are not text, that is answered instead. */
    private InvalidInput syntax(Violation violation) throws IOException {
        finish();
        return new InvalidInput(violation);
    }

    private static long offset(@Nullable JsonLocation location) {
        return location == null ? 0 : Math.max(0, location.getCharOffset());
    }

    /** Reads to the end of the text, unless it is far away. */
    private void finish() throws IOException {
        text.skip(Bodies.LOOKED_AT);
    }

    private interface Reading<T extends @Nullable Object> {
        T done() throws IOException;
    }

    private static <T extends @Nullable Object> T withFaults(Reading<T> reading) throws BodyBytes.TooMany {
        try {
            return reading.done();
        } catch (BodyBytes.TooMany e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw new Fault(Problem.NOT_UTF_8, "There was an error parsing the body", "Send UTF-8 text");
        } catch (ZipException e) {
            throw new Fault(
                    Problem.DAMAGED_GZIP, "The compressed body is damaged", "Compress it again, or send it as it is");
        } catch (IOException e) {
            throw new Fault(Problem.BODY_INCOMPLETE, "The body ended early", "Send it again");
        }
    }

    /** Names are not kept from one body to the next: callers could send any number of different names. */
    private static JsonFactory json(int longestText) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(RequestLimits.NESTING)
                        .maxStringLength(longestText)
                        .build())
                .configure(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS, false)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /** Takes room for every character before it is held. */
    private static final class Counted extends FilterReader {
        private final BodyBudget.Share share;

        Counted(Reader in, BodyBudget.Share share) {
            super(in);
            this.share = share;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            share.take((long) CHARACTER * Math.max(0, read));
            return read;
        }
    }

    /** Takes room for every value: a list that is two characters long takes some eighty bytes of objects. */
    private static final class Weighed extends JsonParserDelegate {
        private static final int VALUE = 100;
        private static final int CONTAINER = 200;

        private final BodyBudget.Share share;

        Weighed(JsonParser delegate, BodyBudget.Share share) {
            super(delegate);
            this.share = share;
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token != null && !token.isStructEnd()) {
                share.take(token.isStructStart() ? CONTAINER : VALUE);
            }
            return token;
        }
    }
}
