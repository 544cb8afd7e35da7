package dev.assay.upload.junit;

import dev.assay.platform.IndexedText;
import dev.assay.upload.junit.ParsedCase.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of a JUnit XML file in the order of the file, one in memory at a time, in every known dialect (the
 * golden folders name them). Elements are recognised by their local name. Unknown elements are searched for cases, so
 * that none is missed. Output of a suite is skipped. A failure of a suite becomes a failed case with the name of the
 * suite, because a broken suite must not look green. A name that is too long to store is shortened.
 */
public final class JUnitReader implements AutoCloseable {
    private static final String CORRECT_CASE = "Correct the tool that wrote the file and send it again.";

    private final GuardedXml xml;
    private final int textLimit;
    private final ReportCounter counter = new ReportCounter();
    private final Warnings warnings = new Warnings();
    private final Deque<Suite> suites = new ArrayDeque<>();

    private record Suite(@Nullable String name, int depth) {}

    public JUnitReader(InputStream in) throws IOException, BrokenReport {
        this(in, CaseText.LIMIT);
    }

    /** A reader with another limit for the message and the output of a case, in characters. */
    JUnitReader(InputStream in, int textLimit) throws IOException, BrokenReport {
        this.xml = new GuardedXml(in);
        this.textLimit = textLimit;
    }

    /** The next case, null after the last. Do not call it again after an exception. */
    @Nullable
    public ParsedCase next() throws IOException, BrokenReport {
        while (true) {
            switch (xml.next()) {
                case START -> {
                    ParsedCase found = start();
                    if (found != null) {
                        counter.add(found);
                        return found;
                    }
                }
                case END -> end();
                case TEXT -> {}
                case END_OF_FILE -> {
                    return null;
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
        if (xml.depth() == 1) {
            root();
        }
        return switch (xml.name()) {
            case "testsuite" -> {
                suite();
                yield null;
            }
            case "testcase" -> testCase();
            case "failure", "error" -> suiteFailure();
            default -> null;
        };
    }

    private void root() throws BrokenReport {
        String name = xml.name();
        if (name.equals("testsuites")) {
            counter.root(Seconds.parse(xml.attribute("time")), xml.attribute("timestamp"));
        } else if (!name.equals("testsuite")) {
            throw xml.broken(
                    "This is XML, but not JUnit XML: its root element is <%s>.".formatted(name),
                    "Send a file whose root element is <testsuites> or <testsuite>.");
        }
    }

    private void suite() throws BrokenReport {
        if (suites.isEmpty()) {
            counter.outerSuite(Seconds.parse(xml.attribute("time")), xml.attribute("timestamp"));
        } else {
            counter.innerSuite(xml.attribute("timestamp"));
        }
        String name = xml.attribute("name");
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

    private ParsedCase testCase() throws IOException, BrokenReport {
        int line = xml.line();
        int depth = xml.depth();
        String suite = suiteName();
        String name = identity(xml.attribute("classname"), xml.attribute("name"), suite);
        String time = xml.attribute("time");
        Duration duration = Seconds.parse(time != null ? time : xml.attribute("duration"));
        CaseText text = new CaseText(xml, textLimit);
        Status status = worse(stated(xml.attribute("status")), stated(xml.attribute("result")));
        while (true) {
            GuardedXml.Event event = xml.next();
            if (event == GuardedXml.Event.START) {
                status = worse(status, child(text));
            } else if (event == GuardedXml.Event.END && xml.depth() == depth) {
                return new ParsedCase(name, suite, status, duration, text.message(), text.output(), line);
            }
        }
    }

    /** Reads one element of a case, and returns the status that it implies. */
    private Status child(CaseText text) throws IOException, BrokenReport {
        String name = xml.name();
        return switch (name) {
            case "failure", "error" -> {
                text.addToMessage();
                yield Status.FAILED;
            }
            case "rerunFailure", "rerunError" -> {
                text.addToOutput(name);
                yield Status.FAILED;
            }
            // Surefire: it failed at first and passed in the end. PHPUnit: a warning does not fail the run.
            case "flakyFailure", "flakyError", "warning" -> {
                text.addToOutput(name);
                yield Status.PASSED;
            }
            case "skipped", "disabled", "ignored", "incomplete" -> {
                text.addToMessage();
                yield Status.SKIPPED;
            }
            case "system-out" -> {
                text.addSystemOut();
                yield Status.PASSED;
            }
            case "system-err" -> {
                text.addSystemErr();
                yield Status.PASSED;
            }
            case "testcase", "testsuite" ->
                throw xml.broken(
                        "A <%s> is inside a <testcase>, so it is unclear to which case it belongs.".formatted(name),
                        CORRECT_CASE);
            // Properties and unknown elements: what is inside follows as events of its own
            default -> Status.PASSED;
        };
    }

    private ParsedCase suiteFailure() throws IOException, BrokenReport {
        int line = xml.line();
        String suite = suiteName();
        String name = identity(null, null, suite);
        CaseText text = new CaseText(xml, textLimit);
        text.addToMessage();
        return new ParsedCase(name, suite, Status.FAILED, null, text.message(), null, line);
    }

    private @Nullable String suiteName() {
        for (Suite suite : suites) {
            if (suite.name() != null) {
                return suite.name();
            }
        }
        return null;
    }

    /** The name {@code class.name}. The suite replaces a missing class, and either of them a missing name. */
    private String identity(@Nullable String className, @Nullable String name, @Nullable String suite)
            throws BrokenReport {
        String owner = className != null ? className : suite;
        if (name == null && owner == null) {
            throw xml.broken(
                    "A <%s> has no name, no class and no suite with a name.".formatted(xml.name()), CORRECT_CASE);
        }
        String whole = owner == null || owner.equals(name) ? name : name == null ? owner : owner + "." + name;
        return kept("The name of a case", Objects.requireNonNull(whole));
    }

    private String kept(String what, String name) {
        String kept = IndexedText.shortened(name, IndexedText.ALONE);
        if (!kept.equals(name)) {
            warnings.add(Warning.shortened(what, xml.line(), name, kept));
        }
        return kept;
    }

    /**
     * The status in an attribute. GoogleTest, Bazel, CTest, behave and NUnit-like tools write it there, and not always
     * in an element, too.
     */
    private static Status stated(@Nullable String attribute) {
        if (attribute == null) {
            return Status.PASSED;
        }
        return switch (attribute.toLowerCase(Locale.ROOT)) {
            case "failed", "failure", "fail", "error", "interrupted", "timeout" -> Status.FAILED;
            case "notrun",
                    "skipped",
                    "suppressed",
                    "disabled",
                    "ignored",
                    "pending",
                    "filtered",
                    "cancelled",
                    "untested" -> Status.SKIPPED;
            default -> Status.PASSED;
        };
    }

    private static Status worse(Status a, Status b) {
        if (a == Status.FAILED || b == Status.FAILED) {
            return Status.FAILED;
        }
        return a == Status.SKIPPED ? a : b;
    }
}
