package dev.assay.upload.junit;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Writer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * Reads elements and texts of an XML file of unknown origin, one at a time. Memory is bounded for any file, a DOCTYPE
 * is refused, and every fault is a {@link BrokenReport} with its place. Prefixes are dropped and not resolved, because
 * some tools write prefixes that they never declare. Do not use it after an exception.
 */
final class GuardedXml implements AutoCloseable {
    static final int DEPTH_LIMIT = 100;
    static final int ATTRIBUTES_LIMIT = 100;
    /**
     * The limit of an attribute, in characters. It is large, because failure messages are attributes in many dialects.
     */
    static final int ATTRIBUTE_LIMIT = 4 << 20;
    /** The limit of a tag, a comment or a processing instruction, in bytes. The parser must hold each in one piece. */
    static final int TAG_LIMIT = 8 << 20;
    /** The limit of different element and attribute names in one file, because the parser keeps each. */
    static final int NAMES_LIMIT = 1_000;

    static final int NAME_LIMIT = 200;

    private static final String CORRECT =
            "Correct the tool that wrote the file, or remove the place, and send it again.";
    private static final XMLInputFactory2 FACTORY = factory();

    private final MeteredInput input;
    private final XMLStreamReader2 xml;
    private final Set<String> names = new HashSet<>();
    private final @Nullable String[] openNames = new String[DEPTH_LIMIT + 1];
    private final int[] openLines = new int[DEPTH_LIMIT + 1];
    private int open;
    private boolean textUnread;

    enum Event {
        START,
        TEXT,
        END,
        END_OF_FILE
    }

    GuardedXml(InputStream in) throws IOException, BrokenReport {
        this.input = new MeteredInput(checkedStart(in), TAG_LIMIT);
        try {
            this.xml = (XMLStreamReader2) FACTORY.createXMLStreamReader(input);
        } catch (XMLStreamException e) {
            Location at = e.getLocation();
            throw at == null ? broken(e, 0, 0) : broken(e, at.getLineNumber(), at.getColumnNumber());
        }
    }

    /** Moves to the next event. Text that the caller did not read is skipped without being held in memory. */
    Event next() throws IOException, BrokenReport {
        while (true) {
            if (textUnread) {
                text(Writer.nullWriter());
            }
            input.renew();
            switch (pull()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    checkElement();
                    return Event.START;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    open = xml.getDepth() - 1;
                    return Event.END;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    textUnread = true;
                    return Event.TEXT;
                }
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> checkName(xml.getPITarget());
                case XMLStreamConstants.DTD ->
                    throw broken(
                            "The file has a DOCTYPE. A result file does not need one, and it could include other files.",
                            "Remove the <!DOCTYPE …> and send the file again.");
                case XMLStreamConstants.END_DOCUMENT -> {
                    return Event.END_OF_FILE;
                }
                default -> {
                    // Comments and white space outside the root are ignored
                }
            }
        }
    }

    /** The name of the element that starts or ends here, without prefix. */
    String name() {
        String name = xml.getLocalName();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(colon + 1);
    }

    /** The depth of the element that starts or ends here. The root has 1. */
    int depth() {
        return xml.getDepth();
    }

    /** An attribute of the element that starts here, stripped; null if it is missing or blank. */
    @Nullable
    String attribute(String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                String value = xml.getAttributeValue(i).strip();
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /**
     * The position after the element that ends here, in characters from the beginning of the file, without a byte order
     * mark.
     */
    long endsAt() throws IOException, BrokenReport {
        try {
            return xml.getLocationInfo().getEndingCharOffset();
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /** The open elements, outermost first, with the names as they are written. */
    List<String> openElements() {
        return IntStream.rangeClosed(1, open)
                .mapToObj(depth -> Objects.requireNonNull(openNames[depth]))
                .toList();
    }

    /** The Java name of the encoding with which the bytes were decoded. */
    String encoding() {
        return Objects.requireNonNullElse(xml.getEncoding(), "UTF-8");
    }

    int line() {
        return xml.getLocation().getLineNumber();
    }

    /** Writes the text at this place piece by piece, so that it can have any length. */
    void text(Writer out) throws IOException, BrokenReport {
        textUnread = false;
        try {
            xml.getText(new Progress(out, input), false);
        } catch (XMLStreamException e) {
            throw broken(e);
        } catch (WstxLazyException e) {
            throw broken(cause(e));
        } catch (IOException e) {
            throw broken(new WstxIOException(e));
        }
    }

    /** A fault of the element or text at this place. */
    BrokenReport broken(String problem, String hint) {
        Location at = xml.getLocation();
        return new BrokenReport(problem, hint, at.getLineNumber(), at.getColumnNumber());
    }

    @Override
    public void close() throws IOException {
        try {
            xml.closeCompletely();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private int pull() throws IOException, BrokenReport {
        try {
            return xml.next();
        } catch (XMLStreamException e) {
            throw broken(e);
        } catch (WstxLazyException e) {
            throw broken(cause(e));
        }
    }

    private void checkElement() throws BrokenReport {
        int depth = xml.getDepth();
        if (depth > DEPTH_LIMIT) {
            throw broken("Elements are nested more than %,d deep.".formatted(DEPTH_LIMIT), CORRECT);
        }
        checkName(xml.getLocalName());
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            checkName(xml.getAttributeLocalName(i));
        }
        openNames[depth] = xml.getLocalName();
        openLines[depth] = line();
        open = depth;
    }

    private void checkName(String name) throws BrokenReport {
        if (name.length() > NAME_LIMIT) {
            throw broken(
                    "An element or attribute name has %,d characters; at most %,d are read."
                            .formatted(name.length(), NAME_LIMIT),
                    CORRECT);
        }
        if (!names.contains(name)) {
            names.add(name);
            if (names.size() > NAMES_LIMIT) {
                throw broken(
                        "The file uses more than %,d different element and attribute names.".formatted(NAMES_LIMIT),
                        CORRECT);
            }
        }
    }

    private BrokenReport broken(XMLStreamException fault) throws IOException {
        Location at = fault.getLocation();
        if (at == null) {
            at = xml.getLocationInfo().getCurrentLocation();
        }
        return broken(fault, at.getLineNumber(), at.getColumnNumber());
    }

    /** Translates the parser's message for people. An I/O error that is not a fault of the file is thrown again. */
    private BrokenReport broken(XMLStreamException fault, int line, int column) throws IOException {
        if (fault instanceof WstxIOException && fault.getCause() instanceof IOException cause) {
            return unreadable(cause, line, column);
        }
        if (fault instanceof WstxEOFException) {
            return new BrokenReport(
                    "The file ends too early" + inside() + ".",
                    "Let the tool finish writing and send the whole file.",
                    line,
                    // The parser has 0 after a line break
                    Math.max(1, column),
                    true);
        }
        String words = firstLine(fault);
        if (words.startsWith("Unsupported encoding")) {
            return new BrokenReport("The XML cannot be read: " + words + ".", "Write the file in UTF-8.", 1, 1);
        }
        if (words.startsWith("Attribute limit")) {
            words = "an element has more than %,d attributes".formatted(ATTRIBUTES_LIMIT);
        } else if (words.startsWith("Maximum attribute size")) {
            words = "an attribute has more than %,d characters".formatted(ATTRIBUTE_LIMIT);
        }
        return new BrokenReport("The XML cannot be read: " + words + ".", CORRECT, line, column);
    }

    private static BrokenReport unreadable(IOException cause, int line, int column) throws IOException {
        return switch (cause) {
            case MeteredInput.Exhausted _ ->
                new BrokenReport(
                        "One tag, comment or processing instruction is longer than %,d bytes.".formatted(TAG_LIMIT),
                        CORRECT,
                        line,
                        column);
            case CharConversionException _ ->
                new BrokenReport(
                        "After this place come bytes that are not text in the encoding of the file: " + firstLine(cause)
                                + ".",
                        "Write the file in UTF-8, or name its encoding in the XML declaration.",
                        line,
                        column,
                        firstLine(cause).startsWith("Unexpected EOF"));
            case ZipException _ ->
                new BrokenReport(
                        "The compressed file is damaged: " + firstLine(cause) + ".",
                        "Compress the file again and send it whole.",
                        line,
                        column);
            default -> throw cause;
        };
    }

    private String inside() {
        return open == 0 ? "" : ", inside <%s> from line %,d".formatted(openNames[open], openLines[open]);
    }

    private static String firstLine(Exception fault) {
        String words = Objects.requireNonNullElse(fault.getMessage(), "not XML");
        int end = words.indexOf('\n');
        String line = (end < 0 ? words : words.substring(0, end)).strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static XMLStreamException cause(WstxLazyException e) {
        return e.getCause() instanceof XMLStreamException fault ? fault : new XMLStreamException(e);
    }

    private static InputStream checkedStart(InputStream in) throws IOException, BrokenReport {
        PushbackInputStream start = new PushbackInputStream(in, 2);
        byte[] first = start.readNBytes(2);
        if (first.length == 0) {
            throw new BrokenReport(
                    "The file is empty.", "Check that the tool wrote its report, and send it again.", 1, 1);
        }
        if (first.length > 1 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b) {
            throw new BrokenReport("The file is compressed twice.", "Compress it once, or not at all.", 1, 1);
        }
        start.unread(first);
        return start;
    }

    private static XMLInputFactory2 factory() {
        XMLInputFactory2 factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Texts and comments are read only on demand: otherwise the parser would hold each as a whole
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, true);
        factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, ATTRIBUTES_LIMIT);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, ATTRIBUTE_LIMIT);
        return factory;
    }

    /** Renews the parser's allowance with every piece of text. */
    private static final class Progress extends Writer {
        private final Writer out;
        private final MeteredInput input;

        Progress(Writer out, MeteredInput input) {
            this.out = out;
            this.input = input;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            input.renew();
            out.write(chars, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
