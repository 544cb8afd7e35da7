package dev.assay.upload.junit;

import dev.assay.upload.junit.repair.DecodedText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** How complete a JUnit XML file is: whole, cut short while it was written, or broken. */
public sealed interface JUnitCompleteness {
    /** XML up to its end. The content is not checked here. */
    record Whole() implements JUnitCompleteness {}

    /**
     * It ends too early.
     *
     * @param cases the number of complete cases
     * @param characters the number of characters up to the end of the last complete case
     * @param open the elements to close after it, outermost first
     */
    record CutShort(int cases, long characters, List<String> open) implements JUnitCompleteness {
        public static final CutShort NOTHING = new CutShort(0, 0, List.of());

        /**
         * Writes the complete part as a file of its own: the file up to the last complete case, and the missing end
         * tags. It is in UTF-8, with a byte order mark because the file may declare another encoding.
         */
        public void complete(InputStream in, OutputStream out) throws IOException {
            Reader reader = new DecodedText(in);
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            writer.write('\uFEFF');
            long left = characters;
            char[] buffer = new char[8 << 10];
            while (left > 0) {
                int read = reader.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("The file became shorter while it was read");
                }
                writer.write(buffer, 0, read);
                left -= read;
            }
            writer.write(open.reversed().stream().map(name -> "</" + name + ">").collect(Collectors.joining()));
            writer.flush();
        }
    }

    /** The file cannot be read, and waiting would not help. */
    record Broken(BrokenReport report) implements JUnitCompleteness {}

    /** Reads the stream to its end in bounded memory. Does not close it. */
    static JUnitCompleteness of(InputStream in) throws IOException {
        CutShort soFar = CutShort.NOTHING;
        try {
            GuardedXml xml = new GuardedXml(in, true, _ -> {});
            int inCase = 0;
            while (true) {
                switch (xml.next()) {
                    case START -> {
                        if (inCase == 0 && xml.name().equals("testcase")) {
                            inCase = xml.depth();
                        }
                    }
                    case END -> {
                        long end = xml.endsAt();
                        if (inCase == xml.depth()) {
                            inCase = 0;
                            soFar = new CutShort(soFar.cases() + 1, end, xml.openElements());
                        }
                    }
                    case TEXT -> {}
                    case END_OF_FILE -> {
                        return new Whole();
                    }
                }
            }
        } catch (BrokenReport e) {
            return e.isCutShort() ? soFar : new Broken(e);
        }
    }
}
