package dev.assay.upload.junit;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import dev.assay.upload.junit.repair.Repair;
import dev.assay.upload.junit.repair.RepairedXml;
import dev.assay.upload.junit.repair.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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
 * Reads elements and texts of the XML documents in a file of unknown origin, one at a time. What is wrong in a text is
 * repaired ({@link RepairedXml}); a fault of the structure is a {@link BrokenReport} with its place. Memory is bounded
 * for any file, and nothing of a DOCTYPE is read. Prefixes are dropped and not resolved, because some tools write
 * prefixes that they never declare. Do not use it after an exception.
 */
final class GuardedXml implements AutoCloseable {
    static final int DEPTH_LIMIT = 100;
    static final int ATTRIBUTES_LIMIT = 100;
    /** The limit of a tag, a comment or a processing instruction, in characters. The parser must hold each in one piece. */
    static final int TAG_LIMIT = 8 << 20;
    /** The limit of different element and attribute names in one file, because the parser keeps each. */
    static final int NAMES_LIMIT = 1_000;

    static final int NAME_LIMIT = 200;

    private static final String CORRECT =
            "Correct the tool that wrote the file, or remove the place, and send it again.";
    private static final String WHOLE = "Let the tool finish writing and send the whole file.";
    private static final String GZIP = "\u001f\u008b";
    private static final String ZIP = "PK\u0003\u0004";
    private static final String TAR = "ustar";
    /** Where a tar archive says what it is. */
    private static final int TAR_AT = 257;

    private static final XMLInputFactory2 FACTORY = factory();

    private final RepairedXml input;
    private final Set<String> names = new HashSet<>();
    private final @Nullable String[] openNames = new String[DEPTH_LIMIT + 1];
    private final int[] openLines = new int[DEPTH_LIMIT + 1];
    private XMLStreamReader2 xml;
    private int open;
    private boolean textUnread;

    enum Event {
        START,
        TEXT,
        END,
        END_OF_FILE
    }

    /** @param repairs gets what was changed so that the file could be read */
    GuardedXml(InputStream in, Consumer<Repair> repairs) throws IOException, BrokenReport {
        this(in, false, repairs);
    }

    /** @param recordsEnds true if {@link #endsAt} is called at the end of each element */
    GuardedXml(InputStream in, boolean recordsEnds, Consumer<Repair> repairs) throws IOException, BrokenReport {
        try {
            this.input = new RepairedXml(checkedStart(in), TAG_LIMIT, recordsEnds, repairs);
            input.nextDocument();
        } catch (Unreadable e) {
            throw broken(e);
        }
        this.xml = document();
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
                case XMLStreamConstants.END_DOCUMENT -> {
                    if (!nextDocument()) {
                        return Event.END_OF_FILE;
                    }
                }
                default -> {
                    // Comments are ignored
                }
            }
        }
    }

    private boolean nextDocument() throws IOException, BrokenReport {
        try {
            xml.close();
            if (!input.nextDocument()) {
                return false;
            }
        } catch (XMLStreamException e) {
            throw broken(e);
        } catch (Unreadable e) {
            throw broken(e);
        }
        xml = document();
        return true;
    }

    private XMLStreamReader2 document() throws IOException, BrokenReport {
        try {
            return (XMLStreamReader2) FACTORY.createXMLStreamReader(input);
        } catch (XMLStreamException e) {
            Location at = e.getLocation();
            throw at == null ? broken(e, 0, 0) : broken(e, at.getLineNumber(), at.getColumnNumber());
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

    /** True if the element that starts here has the attribute, if only an empty one. */
    boolean hasAttribute(String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The number of attributes of the element that starts here. */
    int attributes() {
        return xml.getAttributeCount();
    }

    /**
     * The position after the element that ends here, in characters from the beginning of the file, without a byte order
     * mark. It must be called at each end.
     */
    long endsAt() {
        return input.nextEnd();
    }

    /** The open elements, outermost first, with the names as they are written. */
    List<String> openElements() {
        return IntStream.rangeClosed(1, open)
                .mapToObj(depth -> Objects.requireNonNull(openNames[depth]))
                .toList();
    }

    int line() {
        return input.line(xml.getLocation().getLineNumber());
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

    /** Writes the start tag at this place as XML. */
    void tag(Writer out) throws IOException {
        out.write("<" + xml.getLocalName());
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            out.write(" " + xml.getAttributeLocalName(i) + "=\"" + xml.getAttributeValue(i) + "\"");
        }
        out.write(">");
    }

    /** A fault of the element or text at this place. */
    BrokenReport broken(String problem, String hint) {
        Location at = xml.getLocation();
        int line = at.getLineNumber();
        return new BrokenReport(problem, hint, input.line(line), input.column(line, at.getColumnNumber()));
    }

    @Override
    public void close() throws IOException {
        input.close();
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
    private BrokenReport broken(XMLStreamException fault, int lineOfDocument, int columnOfDocument) throws IOException {
        if (fault instanceof WstxIOException && fault.getCause() instanceof IOException cause) {
            return unreadable(cause);
        }
        int line = input.line(lineOfDocument);
        int column = input.column(lineOfDocument, columnOfDocument);
        if (fault instanceof WstxEOFException) {
            // The parser has column 0 after a line break
            return new BrokenReport("The file ends too early" + inside() + ".", WHOLE, line, Math.max(1, column), true);
        }
        String words = firstLine(fault);
        if (words.startsWith("Attribute limit")) {
            words = "an element has more than %,d attributes".formatted(ATTRIBUTES_LIMIT);
        }
        return new BrokenReport("The XML cannot be read: " + words + ".", CORRECT, line, column);
    }

    private static BrokenReport unreadable(IOException cause) throws IOException {
        return switch (cause) {
            case Unreadable fault -> broken(fault);
            case ZipException _ ->
                new BrokenReport(
                        "The compressed file is damaged: " + firstLine(cause) + ".",
                        "Compress the file again and send it whole.");
            default -> throw cause;
        };
    }

    private static BrokenReport broken(Unreadable fault) {
        return new BrokenReport(
                fault.getMessage() + ".",
                fault.isCutShort() ? WHOLE : CORRECT,
                fault.line(),
                fault.column(),
                fault.isCutShort());
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

    /** Refuses what has XML inside, but is not a file of XML. Text around a document would be left out otherwise. */
    private static InputStream checkedStart(InputStream in) throws IOException, BrokenReport {
        PushbackInputStream start = new PushbackInputStream(in, TAR_AT + TAR.length());
        byte[] first = start.readNBytes(TAR_AT + TAR.length());
        String head = new String(first, StandardCharsets.ISO_8859_1);
        if (head.isEmpty()) {
            throw new BrokenReport(
                    "The file is empty.", "Check that the tool wrote its report, and send it again.", 1, 1);
        }
        if (head.startsWith(GZIP)) {
            throw new BrokenReport("The file is compressed twice.", "Compress it once, or not at all.", 1, 1);
        }
        if (head.startsWith(ZIP) || head.startsWith(TAR, TAR_AT)) {
            throw new BrokenReport("The file is an archive.", "Send each result file in it on its own.", 1, 1);
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
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, TAG_LIMIT);
        return factory;
    }

    /** Renews the parser's allowance with every piece of text. */
    private static final class Progress extends Writer {
        private final Writer out;
        private final RepairedXml input;

        Progress(Writer out, RepairedXml input) {
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
