package dev.assay.upload.junit.repair;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The characters of a file without its byte order mark. Bytes that are not text in its encoding become one
 * {@link #MALFORMED} for each place.
 */
public final class DecodedText extends Reader {
    /** Not a character: no text of an XML file holds it. */
    static final char MALFORMED = '\uFFFF';

    private static final int BUFFER = 16 << 10;

    private final InputStream in;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final Encoding encoding;
    private final CharsetDecoder decoder;
    private boolean ended;
    private boolean flushed;

    /** @param in closed together with this object */
    public DecodedText(InputStream in) throws IOException {
        this.in = in;
        while (!ended && bytes.remaining() < Encoding.LOOKED_AT) {
            fill();
        }
        this.encoding = Encoding.of(bytes.slice(0, Math.min(bytes.limit(), Encoding.LOOKED_AT)));
        bytes.position(encoding.mark());
        this.decoder = encoding.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    Encoding encoding() {
        return encoding;
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
        if (flushed) {
            return -1;
        }
        CharBuffer out = CharBuffer.wrap(chars, offset, length);
        while (out.position() == offset || out.hasRemaining() && bytes.hasRemaining()) {
            CoderResult result = decoder.decode(bytes, out, ended);
            if (result.isError()) {
                if (!out.hasRemaining()) {
                    break;
                }
                bytes.position(bytes.position() + result.length());
                out.put(MALFORMED);
            } else if (result.isOverflow()) {
                break;
            } else if (!ended) {
                fill();
            } else {
                decoder.flush(out);
                flushed = true;
                break;
            }
        }
        int read = out.position() - offset;
        return read == 0 && length > 0 ? -1 : read;
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0)).flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
