package dev.assay.upload.junit;

import java.io.InputStream;
import java.util.List;

/** Reads files that are much larger than the heap, one of each kind, and prints what it found. */
final class SmallHeapReading {
    private static final int CASES = 500_000;
    private static final List<String> KINDS = List.of(
            "cases",
            "output",
            "failure",
            "suite-output",
            "suite-names",
            "comment",
            "attribute",
            "text-outside",
            "documents",
            "repairs",
            "element-name",
            "names",
            "targets",
            "attributes",
            "depth");
    private static final String FILLER = "x".repeat(1_000);

    private SmallHeapReading() {}

    public static void main(String[] arguments) throws Exception {
        for (String kind : KINDS) {
            System.out.println(kind + ": " + read(kind));
        }
    }

    private static String read(String kind) throws Exception {
        try (JUnitReader reader = new JUnitReader(file(kind))) {
            long characters = 0;
            for (ParsedCase next = reader.next(); next != null; next = reader.next()) {
                characters += next.output() == null ? 0 : next.output().length();
            }
            return reader.totals().cases() + " cases, " + characters + " characters";
        } catch (BrokenReport e) {
            return "refused: " + e.getMessage();
        }
    }

    private static InputStream file(String kind) {
        return switch (kind) {
            case "cases" ->
                new RepeatedText(
                        "<testsuites><testsuite name='s'>",
                        CASES,
                        i -> """
                        <testcase classname="org.example.generated.Class%d" name="case %d" time="0.01">
                          <properties><property name="n" value="%d"/></properties>
                          <system-out><![CDATA[%s]]></system-out>
                        </testcase>
                        """.formatted(i / 100, i, i, FILLER.substring(0, 100)),
                        "</testsuite></testsuites>");
            case "output" ->
                aroundFiller(
                        "<testsuite><testcase name='a'><system-out><![CDATA[",
                        "]]></system-out></testcase></testsuite>");
            case "failure" ->
                aroundFiller(
                        "<testsuite><testcase name='a'><failure>",
                        "</failure><failure>b</failure></testcase></testsuite>");
            case "suite-output" ->
                aroundFiller("<testsuite><system-out>", "</system-out><testcase name='a'/></testsuite>");
            case "suite-names" ->
                new RepeatedText(
                        "",
                        90,
                        i -> "<testsuite name='" + i + FILLER.repeat(1_000) + "'>",
                        "<testcase name='a'/>" + "</testsuite>".repeat(90));
            case "comment" -> aroundFiller("<testsuite><!-- ", " --></testsuite>");
            case "attribute" -> aroundFiller("<testsuite name='", "'/>");
            case "text-outside" -> aroundFiller("<testsuite><testcase name='a'/></testsuite>", "<");
            case "documents" ->
                new RepeatedText(
                        "", 150_000, i -> "<testsuite name='s'><testcase name='a'/></testsuite>\n" + FILLER + "\n", "");
            case "repairs" ->
                new RepeatedText(
                        "<testsuite><testcase name='a'><system-out>",
                        300_000,
                        i -> "a & b < c \u0001 &nbsp; ]]>\n",
                        "</system-out></testcase></testsuite>");
            case "element-name" -> aroundFiller("<testsuite><", "/></testsuite>");
            case "names" ->
                new RepeatedText("<testsuite>", 5_000_000, i -> "<e%d a%d=''/>".formatted(i, i), "</testsuite>");
            case "targets" -> new RepeatedText("<testsuite>", 5_000_000, i -> "<?p%d?>".formatted(i), "</testsuite>");
            case "attributes" -> new RepeatedText("<testsuite ", 5_000_000, i -> "a%d='' ".formatted(i), "/>");
            case "depth" -> new RepeatedText("<testsuite>", 5_000_000, i -> "<testsuite>", "");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static InputStream aroundFiller(String begin, String end) {
        return new RepeatedText(begin, 150_000, i -> FILLER, end);
    }
}
