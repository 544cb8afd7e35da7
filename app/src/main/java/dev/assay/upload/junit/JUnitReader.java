package dev.assay.upload.junit;

import dev.assay.platform.IndexedText;
import dev.assay.upload.junit.ParsedCase.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of a JUnit XML file in the order of the file, one in memory at a time, in every known dialect (the
 * golden folders name them). Elements are recognised by their local name. Unknown elements are searched for cases, so
 * that none is missed. Output of a suite is skipped. A failure of a suite becomes a failed case with the name of the
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

    private record Suite(@Nullable String name, int depth) {}

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
        String name = line("name");
        firstSuite = firstSuite == null ? name : firstSuite;
        suites.push(new Suite(name == null ? null : kept("The name of a suite", name), xml.depth()));
    }

    private void end() {
        if (!suites.isEmpty() && suites.getFirst().depth() == xml.depth()) {
            suites.pop();
            if (suites.isEmpty()) {
                counter.outerSuiteEnds();
            }
        }
    }

    private @Nullable ParsedCase testCase() throws IOException, BrokenReport {
        int line = xml.line();
        int depth = xml.depth();
        String suite = suiteName();
        String name = identity(line("classname"), line("name"), suite);
        if (name == null) {
            quarantine("A <testcase> has no name, no class and no suite with a name.");
            return null;
        }
        Duration duration = time(xml.attribute("time") != null ? "time" : "duration");
        CaseText text = new CaseText(xml, textLimit);
        StatedStatus status = stated();
        while (true) {
            GuardedXml.Event event = xml.next();
            if (event == GuardedXml.Event.START) {
                child(text, status, xml.depth() == depth + 1);
            } else if (event == GuardedXml.Event.END && xml.depth() == depth) {
                if (status.hasFailure()) {
                    counter.failureFound();
                }
                warnIfShortened(text, line);
                return new ParsedCase(name, suite, status.status(), duration, text.message(), text.output(), line);
            }
        }
    }

    /** Reads one element of a case. */
    private void child(CaseText text, StatedStatus status, boolean direct) throws IOException, BrokenReport {
        String name = xml.name();
        switch (name) {
            case "system-out" -> text.addSystemOut();
            case "system-err" -> text.addSystemErr();
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
                    text.addToOutput(name);
                } else {
                    text.addToMessage();
                }
            }
            case SKIPPED, HELD -> text.addToMessage();
            case FLAKY -> text.addToOutput(name);
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
        String name = Objects.requireNonNullElse(identity(null, null, suite), NAMELESS);
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
            if (suite.name() != null) {
                return suite.name();
            }
        }
        return null;
    }

    /**
     * The name {@code class.name}. The suite replaces a missing class, and either of them a missing name; null if there
     * is none of them.
     */
    private @Nullable String identity(@Nullable String className, @Nullable String name, @Nullable String suite) {
        String owner = className != null ? className : suite;
        if (name == null && owner == null) {
            return null;
        }
        String whole = owner == null || owner.equals(name) ? name : name == null ? owner : owner + "." + name;
        return kept("The name of a case", Objects.requireNonNull(whole));
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
