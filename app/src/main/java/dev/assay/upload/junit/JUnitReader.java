package dev.assay.upload.junit;

import dev.assay.platform.IndexedText;
import dev.assay.upload.junit.ParsedCase.Status;
import dev.assay.upload.naming.TestNames;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of a JUnit XML file in the order of the file, one in memory at a time, in every known dialect (the
 * golden folders name them). Elements are recognised by their local name. Unknown elements are searched for cases, so
 * that none is missed. Output of a suite is kept for {@link #suites}. A failure of a suite becomes a failed case with the name of the
 * suite, because a broken suite must not look green; so do failures that the file declares and does not hold. A name
 * that is too long to store is shortened. A case that cannot be taken is quarantined.
 */
public final class JUnitReader implements AutoCloseable {
    private static final String NAMELESS = "unnamed suite";
    private static final List<String> STATUS = List.of("status", "result");

    private final GuardedXml xml;
    private final int textLimit;
    private final ReportCounter counter = new ReportCounter();
    private final Warnings warnings = new Warnings();
    private @Nullable String firstSuite;
    private final Deque<Suite> suites = new ArrayDeque<>();
    /** Why this is not JUnit XML; null once an element of it was found. */
    private @Nullable BrokenReport foreign;

    private boolean quarantinedFailure;
    private boolean ended;

    private static final int MOST_SUITES = 1_000;
    private static final int MOST_PROPERTIES = 100;
    private static final int LONGEST_PROPERTY = 1_000;
    private static final int LONGEST_LINE = 9;
    private static final int LONGEST_REPORTED = 16 << 10;
    private static final int MOST_SUITE_TEXT = 8 << 20;

    private final TestNames names = new TestNames();
    private final List<SuiteDetail> told = new ArrayList<>();
    private int suiteText;
    private int position;

    /** An open suite. */
    private static final class Suite {
        private final int position;
        private final @Nullable String name;
        private final int depth;
        private final @Nullable String host;
        private final @Nullable Instant ranAt;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private @Nullable CaseText text;

        Suite(int position, @Nullable String name, int depth, @Nullable String host, @Nullable Instant ranAt) {
            this.position = position;
            this.name = name;
            this.depth = depth;
            this.host = host;
            this.ranAt = ranAt;
        }
    }

    /**
     * What a file says about a suite as a whole.
     *
     * @param position its place among the suites of the file, from 0
     * @param name empty if it has none
     * @param output what it printed outside its cases; empty if it printed nothing
     */
    public record SuiteDetail(
            int position,
            String name,
            @Nullable String host,
            @Nullable Instant ranAt,
            Map<String, String> properties,
            String output) {
        public SuiteDetail {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    public JUnitReader(InputStream in) throws IOException, BrokenReport {
        this(in, CaseText.LIMIT);
    }

    /** A reader with another limit for the message and the output of a case, in characters. */
    JUnitReader(InputStream in, int textLimit) throws IOException, BrokenReport {
        this.xml = new GuardedXml(
                in, repair -> warnings.add(new Warning(repair.kind().wire(), repair.line(), repair.detail())));
        this.textLimit = textLimit;
    }

    /** The next case, null after the last. Do not call it again after an exception. */
    @Nullable
    public ParsedCase next() throws IOException, BrokenReport {
        try {
            ParsedCase found = ended ? null : find();
            if (found != null) {
                counter.add(found);
            }
            return found;
        } catch (BrokenReport e) {
            throw foreign != null ? foreign : e;
        }
    }

    private @Nullable ParsedCase find() throws IOException, BrokenReport {
        while (true) {
            switch (xml.next()) {
                case START -> {
                    ParsedCase found = start();
                    if (found != null) {
                        return found;
                    }
                }
                case END -> end();
                case TEXT -> {}
                case END_OF_FILE -> {
                    ended = true;
                    return missingFailures();
                }
            }
        }
    }

    /** The totals of what was read so far: of the whole file once {@link #next} returned null. */
    public ReportTotals totals() {
        return counter.totals();
    }

    /** Warnings about what was changed, and the records that could not be taken, so far. */
    public Warnings warnings() {
        return warnings;
    }

    /** The suites that ended so far and have an output, a host, a time or properties. */
    public List<SuiteDetail> suites() {
        return List.copyOf(told);
    }

    /** Closes the stream, too. */
    @Override
    public void close() throws IOException {
        xml.close();
    }

    private @Nullable ParsedCase start() throws IOException, BrokenReport {
        String name = xml.name();
        if (xml.depth() == 1) {
            root(name);
        }
        return switch (name) {
            case "testsuites" -> {
                foreign = null;
                names.root(xml.hasAttribute("id"), xml.attributes());
                yield null;
            }
            case "testsuite" -> {
                foreign = null;
                suite();
                yield null;
            }
            case "testcase" -> {
                foreign = null;
                yield testCase();
            }
            case "failure", "error" -> foreign == null ? suiteFailure() : null;
            case "system-out", "system-err" -> {
                suiteOutput(name);
                yield null;
            }
            case "property" -> {
                Suite open = suites.peek();
                names.property(xml.attribute("name"));
                if (open != null) {
                    property(open.properties);
                }
                yield null;
            }
            default -> null;
        };
    }

    private void root(String name) {
        if (name.equals("testsuites")) {
            counter.root(time("time"), xml.attribute("timestamp"));
            counter.declaredByRoot(xml.attribute("failures"), xml.attribute("errors"));
        } else if (counter.totals().cases() == 0 && suites.isEmpty()) {
            foreign = xml.broken(
                    "This is XML, but not JUnit XML: its root element is <%s>.".formatted(name),
                    "Send a file whose root element is <testsuites> or <testsuite>.");
        }
    }

    private void suite() {
        if (suites.isEmpty()) {
            counter.outerSuite(time("time"), xml.attribute("timestamp"));
        } else {
            counter.innerSuite(xml.attribute("timestamp"));
        }
        counter.declaredBySuite(suites.isEmpty(), xml.attribute("failures"), xml.attribute("errors"));
        String written = line("name");
        String name = written == null ? null : kept("The name of a suite", written);
        firstSuite = firstSuite == null ? name : firstSuite;
        String host = bounded(line("hostname"));
        names.open(name, host);
        suites.push(new Suite(position++, name, xml.depth(), host, ReportCounter.time(xml.attribute("timestamp"))));
    }

    private void suiteOutput(String name) throws IOException, BrokenReport {
        Suite open = suites.peek();
        if (open == null) {
            return;
        }
        CaseText text = open.text == null ? new CaseText(xml, textLimit) : open.text;
        open.text = text;
        if (name.equals("system-out")) {
            text.addSystemOut();
        } else {
            text.addSystemErr();
        }
    }

    /** Keeps the property that starts here. Beyond the limit, it is left out with a warning. */
    private void property(Map<String, String> properties) throws IOException, BrokenReport {
        String name = bounded(xml.attribute("name"));
        if (name == null) {
            return;
        }
        int line = xml.line();
        String value = xml.attribute("value");
        if (value == null) {
            CaseText text = new CaseText(xml, LONGEST_PROPERTY);
            text.addSystemOut();
            value = Objects.requireNonNullElse(text.output(), "");
        }
        if (properties.size() < MOST_PROPERTIES || properties.containsKey(name)) {
            properties.put(name, Objects.requireNonNullElse(bounded(value), ""));
        } else if (properties.size() == MOST_PROPERTIES) {
            properties.put("…", "more properties were left out");
            warnings.add(new Warning(
                    "shortened", line, "Only the first %,d properties are kept.".formatted(MOST_PROPERTIES)));
        }
    }

    private static @Nullable String bounded(@Nullable String text) {
        if (text == null || text.length() <= LONGEST_PROPERTY) {
            return text;
        }
        int end = Character.isLowSurrogate(text.charAt(LONGEST_PROPERTY)) ? LONGEST_PROPERTY - 1 : LONGEST_PROPERTY;
        return text.substring(0, end) + "…";
    }

    /** Keeps what the suite says as a whole, as long as there is room. */
    private void tell(Suite suite) {
        String output = suite.text == null ? null : suite.text.output();
        if (output == null && suite.host == null && suite.ranAt == null && suite.properties.isEmpty()) {
            return;
        }
        int length = output == null ? 0 : output.length();
        if (told.size() == MOST_SUITES || suiteText + length > MOST_SUITE_TEXT) {
            warnings.add(new Warning(
                    "shortened",
                    xml.line(),
                    "The output and properties of a suite were left out: a file has at most %,d suites with %,d characters."
                            .formatted(MOST_SUITES, MOST_SUITE_TEXT)));
            return;
        }
        if (suite.text != null) {
            warnIfShortened(suite.text, xml.line());
        }
        suiteText += length;
        told.add(new SuiteDetail(
                suite.position,
                Objects.requireNonNullElse(suite.name, ""),
                suite.host,
                suite.ranAt,
                suite.properties,
                Objects.requireNonNullElse(output, "")));
    }

    private void end() {
        if (!suites.isEmpty() && suites.getFirst().depth == xml.depth()) {
            tell(suites.pop());
            names.close();
            if (suites.isEmpty()) {
                counter.outerSuiteEnds();
            }
        }
    }

    private @Nullable ParsedCase testCase() throws IOException, BrokenReport {
        int line = xml.line();
        int depth = xml.depth();
        String suite = suiteName();
        String className = line("classname");
        String file = line("file");
        TestNames.Name name =
                names.of(new TestNames.Case(className != null ? className : line("class"), line("name"), file));
        if (name.identity().isEmpty()) {
            quarantine("A <testcase> has no name, no class and no suite with a name.");
            return null;
        }
        Duration duration = time(xml.attribute("time") != null ? "time" : "duration");
        CaseDetail detail = new CaseDetail(file, xml.attribute("line"), ReportCounter.time(xml.attribute("timestamp")));
        String identity = kept("The name of a case", name.identity());
        CaseText text = new CaseText(xml, textLimit);
        StatedStatus status = stated();
        if ("true".equalsIgnoreCase(xml.attribute("flaky"))) {
            status.state(StatedStatus.Word.FLAKY);
        }
        while (true) {
            GuardedXml.Event event = xml.next();
            if (event == GuardedXml.Event.START) {
                child(text, status, detail, xml.depth() == depth + 1);
            } else if (event == GuardedXml.Event.END && xml.depth() == depth) {
                if (status.hasFailure()) {
                    counter.failureFound();
                }
                warnIfShortened(text, line);
                CaseText.Last last = text.last(status.isFlaky());
                return new ParsedCase(
                        identity,
                        suite,
                        status.status(),
                        duration,
                        last.message(),
                        last.output(),
                        line,
                        name.repeat(),
                        detail.with(identity.equals(name.reported()) ? null : name.reported(), status, last));
            }
        }
    }

    /** What few cases have. */
    private final class CaseDetail {
        private final @Nullable String file;
        private final @Nullable Integer line;
        private final @Nullable Instant ranAt;
        private @Nullable Map<String, String> properties;

        CaseDetail(@Nullable String file, @Nullable String line, @Nullable Instant ranAt) {
            this.file = bounded(file);
            this.line = line != null
                            && line.length() <= LONGEST_LINE
                            && line.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Integer.valueOf(line)
                    : null;
            this.ranAt = ranAt;
        }

        void property() throws IOException, BrokenReport {
            properties = properties == null ? new LinkedHashMap<>() : properties;
            JUnitReader.this.property(properties);
        }

        ParsedCase.Detail with(@Nullable String reported, StatedStatus status, CaseText.Last last) {
            Suite suite = status.status() == Status.FAILED ? suites.peek() : null;
            List<String> attachments = CaseText.attachments(last.output());
            if (reported == null
                    && file == null
                    && line == null
                    && ranAt == null
                    && !status.isFlaky()
                    && suite == null
                    && last.earlier().isEmpty()
                    && attachments.isEmpty()
                    && properties == null) {
                return ParsedCase.Detail.NONE;
            }
            return new ParsedCase.Detail(
                    reported == null ? null : IndexedText.shortened(reported, LONGEST_REPORTED),
                    file,
                    line,
                    ranAt,
                    status.isFlaky(),
                    suite == null ? null : suite.position,
                    last.earlier(),
                    attachments,
                    properties == null ? Map.of() : properties);
        }
    }

    /** Reads one element of a case. */
    private void child(CaseText text, StatedStatus status, CaseDetail detail, boolean direct)
            throws IOException, BrokenReport {
        String name = xml.name();
        switch (name) {
            case "system-out" -> text.addSystemOut();
            case "system-err" -> text.addSystemErr();
            case "property" -> detail.property();
            case "testcase", "testsuite" ->
                quarantine("A <%s> is inside a <testcase>, so it is unclear to which case it belongs.".formatted(name));
            default -> {
                StatedStatus.Word word = StatedStatus.ofChild(name);
                boolean result = direct || name.equals("failure") || name.equals("error") || name.equals("skipped");
                // Properties and unknown elements: what is inside follows as events of its own
                if (word != null && result) {
                    status.child(word);
                    explanation(text, name, word);
                }
            }
        }
    }

    private void explanation(CaseText text, String name, StatedStatus.Word word) throws IOException, BrokenReport {
        switch (word) {
            case FAILED -> {
                if (name.startsWith("rerun")) {
                    text.addRerun();
                } else {
                    text.addToMessage();
                }
            }
            case SKIPPED, HELD -> text.addToMessage();
            case FLAKY -> text.addFlaky();
            case UNDECIDED -> {
                warnings.add(new Warning(
                        "status", xml.line(), "The element <%s> does not decide the status.".formatted(name)));
                text.addToOutput(name);
            }
            case PASSED, UNEXPECTED_PASS -> {}
        }
    }

    private ParsedCase suiteFailure() throws IOException, BrokenReport {
        int line = xml.line();
        String suite = suiteName();
        String path = names.ofSuite();
        String name = path.isEmpty() ? NAMELESS : kept("The name of a case", path);
        CaseText text = new CaseText(xml, textLimit);
        text.addToMessage();
        counter.failureFound();
        warnIfShortened(text, line);
        return new ParsedCase(name, suite, Status.FAILED, null, text.message(), null, line);
    }

    /**
     * A failed case in place of the failures that the file declares and does not hold, or that are in quarantine; null
     * if none is missing.
     */
    private @Nullable ParsedCase missingFailures() throws BrokenReport {
        if (foreign != null) {
            throw foreign;
        }
        long missing = counter.missingFailures();
        if (missing == 0 && !quarantinedFailure) {
            return null;
        }
        String detail = quarantinedFailure
                ? "A record that was not taken says that it failed."
                : "The file declares %,d failures and errors, but holds none.".formatted(missing);
        warnings.add(new Warning("failures_missing", 1, detail));
        return new ParsedCase(
                Objects.requireNonNullElse(firstSuite, NAMELESS), firstSuite, Status.FAILED, null, detail, null, 1);
    }

    /** Keeps the element that starts here as a record that cannot be taken, and moves to its end. */
    private void quarantine(String reason) throws IOException, BrokenReport {
        int line = xml.line();
        int depth = xml.depth();
        // The head is half of it
        Excerpt text = new Excerpt(2 * Quarantined.TEXT_BYTES);
        xml.tag(text);
        while (true) {
            switch (xml.next()) {
                case START -> {
                    xml.tag(text);
                    if (StatedStatus.ofChild(xml.name()) == StatedStatus.Word.FAILED) {
                        quarantinedFailure = true;
                    }
                }
                case TEXT -> xml.text(text);
                case END -> {
                    text.write("</" + xml.name() + ">");
                    if (xml.depth() == depth) {
                        warnings.add(new Quarantined(line, reason, text.toString()));
                        return;
                    }
                }
                case END_OF_FILE -> throw new IllegalStateException("the parser saw an element that never ended");
            }
        }
    }

    private @Nullable String suiteName() {
        for (Suite suite : suites) {
            if (suite.name != null) {
                return suite.name;
            }
        }
        return null;
    }

    private void warnIfShortened(CaseText text, int line) {
        if (text.isShortened()) {
            warnings.add(new Warning(
                    "shortened",
                    line,
                    "A text of a case has more than %,d characters. Its middle was left out.".formatted(textLimit)));
        }
    }

    private String kept(String what, String name) {
        String kept = IndexedText.shortened(name, IndexedText.ALONE);
        if (!kept.equals(name)) {
            warnings.add(Warning.shortened(what, xml.line(), name, kept));
        }
        return kept;
    }

    /** The status in the attributes. GoogleTest, Bazel, CTest, behave and NUnit-like tools write it there. */
    private StatedStatus stated() {
        StatedStatus status = new StatedStatus();
        for (String attribute : STATUS) {
            String value = xml.attribute(attribute);
            if (value != null) {
                StatedStatus.Word word = StatedStatus.ofAttribute(value);
                status.state(word);
                if (word == StatedStatus.Word.UNDECIDED || word == StatedStatus.Word.UNEXPECTED_PASS) {
                    warnings.add(new Warning(
                            "status",
                            xml.line(),
                            "%s=\"%s\" %s"
                                    .formatted(
                                            attribute,
                                            value.length() > 100 ? value.substring(0, 100) + "…" : value,
                                            word == StatedStatus.Word.UNDECIDED
                                                    ? "does not decide the status."
                                                    : "counts as passed, though a failure was expected.")));
                }
            }
        }
        return status;
    }

    /** A duration of the element that starts here; null with a warning if it cannot be read. */
    private @Nullable Duration time(String attribute) {
        String text = xml.attribute(attribute);
        Duration time = Seconds.parse(text);
        if (text != null && time == null) {
            warnings.add(new Warning(
                    "time",
                    xml.line(),
                    "%s=\"%s\" is not a duration; it was left out."
                            .formatted(attribute, text.length() > 100 ? text.substring(0, 100) + "…" : text)));
        }
        return time;
    }

    /** An attribute whose line breaks and tabs are spaces; null if it is missing or blank. */
    private @Nullable String line(String attribute) {
        String text = xml.attribute(attribute);
        return text == null
                ? null
                : text.replace("\r\n", " ")
                        .replace('\n', ' ')
                        .replace('\t', ' ')
                        .replace('\r', ' ');
    }
}
