package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.upload.junit.repair.RepairedXml;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are repaired while they are read; golden folders show the same for whole files. */
class RepairedReportTest {
    private record Found(List<ParsedCase> cases, Warnings warnings) {
        ParsedCase only() {
            assertThat(cases).hasSize(1);
            return cases.getFirst();
        }

        List<String> kinds() {
            return warnings.listed().stream().map(Warning::kind).distinct().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a & b            | a & b       | ampersand",
                "a&b;c            | a&b;c       | entity",
                "a&                | a&          | ampersand",
                "?a=1&b=2         | ?a=1&b=2    | ampersand",
                "a &amp; b        | a & b       |",
                "&lt;&gt;&quot;&apos; | <>\"'   |",
                "&nbsp;x&eacute;  | \u00a0x\u00e9 | entity",
                "&#65;&#x42;      | AB          |",
                "&#000000065;     | A           |",
                "&#27;            | \ufffd      | character",
                "&#xFFFE;         | \ufffd      | character",
                "&#99999999;      | \ufffd      | character",
                "&#xD83D;x        | \ufffdx     | character",
                "&#xD83D;&#xDE00; | 😀          | character",
                "&#55357;&#56832; | 😀          | character",
                "&#x1F600;        | 😀          |",
                "&#;              | &#;         | ampersand",
                "a < b            | a < b       | less_than",
                "1<2              | 1<2         | less_than",
                "<3               | <3          | less_than",
                "]]>              | ]]>         | cdata_end",
                "]]]>             | ]]]>        | cdata_end",
                "a]]b]            | a]]b]       |",
                "a > b            | a > b       |",
                "<![CDATA[a & < ]]]]><![CDATA[>]]> | a & < ]]> |",
                "a<!-- x -- y & < --->b | ab    |",
                "x<?y & < ?>z     | xz          |",
            })
    void aTextIsReadAsItsWriterMeantIt(String text, String read, @Nullable String kind) throws Exception {
        Found found = read("<testsuite><testcase name='a'><failure>x" + text + "x</failure></testcase></testsuite>");
        assertThat(found.only().message()).isEqualTo("x" + read + "x");
        assertThat(found.kinds()).isEqualTo(kind == null ? List.of() : List.of(kind));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Tom & Jerry   | Tom & Jerry   | ampersand",
                "a < b         | a < b         | less_than",
                "&nbsp;x       | \u00a0x       | entity",
                "]]>           | ]]>           |",
                "x>y           | x>y           |",
                "x\u001bx      | x\ufffdx      | character",
            })
    void soIsAnAttribute(String text, String read, @Nullable String kind) throws Exception {
        Found found = read("<testsuite><testcase name=\"" + text + "\"/></testsuite>");
        assertThat(found.only().name()).isEqualTo(read);
        assertThat(found.kinds()).isEqualTo(kind == null ? List.of() : List.of(kind));
    }

    @Test
    void everyCharacterIsReadOrReplaced() throws Exception {
        for (String version : List.of("1.0", "1.1")) {
            for (int c = 0; c <= 0xFFFF; c += c < 0x300 || c > 0xFF00 ? 1 : 97) {
                boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
                if (!surrogate && c != '<' && c != '&') {
                    String text = "a" + (char) c + "b";
                    Found found = read("<?xml version='" + version + "'?><testsuite><testcase name='a'><failure>" + text
                            + "</failure></testcase></testsuite>");
                    boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
                    boolean restricted = version.equals("1.1") && c >= 0x7F && c < 0xA0 && c != 0x85;
                    boolean replaced = control || restricted || c >= 0xFFFE;
                    assertThat(found.only().message())
                            .as("%s U+%04X", version, c)
                            .isEqualTo("a" + (replaced ? '\uFFFD' : c == '\r' ? '\n' : (char) c) + "b");
                    assertThat(found.warnings().total())
                            .as("%s U+%04X", version, c)
                            .isEqualTo(replaced ? 1 : 0);
                }
            }
        }
    }

    /** Each repair needs to see some characters ahead, wherever a buffer ends. */
    @Test
    void whereABufferEndsDoesNotMatter() throws Exception {
        String text = "a & b &nbsp; &#27; ]]> < \u0001 &lt; &#xD83D;&#xDE00;";
        String expected = "a & b \u00a0 \ufffd ]]> < \ufffd < 😀";
        for (int size : List.of(4_000, 8_000, 16_384, 15_360)) {
            for (int padding = size - 150; padding < size + 5; padding++) {
                String file = "<testsuite><testcase name='a'><failure>" + "\n".repeat(padding) + text
                        + "</failure></testcase></testsuite>";
                Found found = read(file);
                assertThat(found.only().message()).as("%d", padding).isEqualTo(expected);
                assertThat(found.warnings().listed().getFirst().line()).isEqualTo(padding + 1);
            }
        }
        InputStream slow =
                new ByteArrayInputStream(
                        ("<testsuite><testcase name='a'><failure>" + text + "</failure></testcase></testsuite>")
                                .getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public synchronized int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, 1));
                    }
                };
        assertThat(read(slow).only().message()).isEqualTo(expected);
    }

    @Test
    void aLineHasOneWarningOfAKind() throws Exception {
        Found found =
                read("<testsuite>\r\n<testcase name='\u0001\u0002 & &'/>\r<testcase name='\u0001'/>\n</testsuite>");
        assertThat(found.warnings().listed().stream().map(warning -> warning.line() + " " + warning.kind()))
                .containsExactly("2 character", "2 ampersand", "3 character");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, UTF-8, false, false",
        "UTF-8, utf8, false, false",
        "UTF-8, UTF_8, false, true",
        "UTF-8, '', false, true",
        "UTF-8, x y, false, true",
        "UTF-8, klingon, false, true",
        "UTF-8, UTF-16, false, true",
        "UTF-8, UTF-32, true, true",
        "UTF-8, IBM037, false, true",
        "UTF-8, ISO-8859-1, true, true",
        "UTF-16LE, UTF-16, false, false",
        "UTF-16BE, UTF-16, true, false",
        "UTF-16LE, UTF-8, true, true",
        "UTF-16BE, UTF-8, false, true",
        "UTF-16BE, UTF-16BE, false, false",
        "UTF-32LE, UTF-32, true, false",
        "UTF-32BE, UTF-32, false, false",
        "UTF-32LE, UTF-8, false, true",
        "ISO-8859-1, latin1, false, false",
        "windows-1252, Windows-1252, false, false",
        "GB18030, gb18030, false, false",
        "ISO-8859-15, iso-8859-15, false, false",
    })
    void theEncodingIsFound(String encoding, String declared, boolean mark, boolean warned) throws Exception {
        String file = (mark ? "\uFEFF" : "") + "<?xml version='1.0' encoding='" + declared
                + "'?>\n<testsuite name='s'><testcase name='größe'/></testsuite>";
        Found found = read(file.getBytes(Charset.forName(encoding)));
        assertThat(found.only().name()).isEqualTo("s.größe");
        assertThat(found.only().line()).isEqualTo(2);
        assertThat(found.kinds()).isEqualTo(warned ? List.of("encoding") : List.of());
    }

    @Test
    void bytesOfAnotherEncodingBecomeOneCharacterForEachPlace() throws Exception {
        Found found = read("<testsuite>\n<testcase name='größe ß'/></testsuite>".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(found.only().name()).isEqualTo("gr\ufffd\ufffde \ufffd");
        assertThat(found.warnings().listed())
                .containsExactly(new Warning("encoding", 2, "Bytes that are not text in UTF-8 became U+FFFD."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log\n@\nlog",
                "2026-01-01 <b> @ </b> & more",
                "\0\0@\0\0",
                "<?xml version='1.0'?>\n@\n<anonymous> <testcase> is wrong",
                "Report: @",
                "<!-- a -->\n<?a b?><!DOCTYPE a>@",
                "@<!-- a -->\n<?a b?>",
                "<!DOCTYPE a [<!ENTITY b '>]]'><!-- ]>\" -->]>@",
            })
    void textAroundADocumentIsLeftOut(String around) throws Exception {
        String file = around.replace("@", "<testsuite name='s'><testcase name='a'/></testsuite>");
        Found found = read(file);
        assertThat(found.only().name()).isEqualTo("s.a");
        assertThat(found.kinds()).isSubsetOf(List.of("text_outside"));
    }

    @Test
    void aNameThatIsTooLongEndsInTheSameHashWhereverItIs() throws Exception {
        String longest = "n".repeat(RepairedXml.ATTRIBUTE_LIMIT + 100_000);
        String first = read("<testsuite><testcase name='" + longest + "a'/></testsuite>")
                .only()
                .name();
        String again = read("\n".repeat(777) + "<testsuite>\n <testcase  name=\"" + longest + "a\"/></testsuite>")
                .only()
                .name();
        String other = read("<testsuite><testcase name='" + longest + "b'/></testsuite>")
                .only()
                .name();
        assertThat(again).isEqualTo(first).isNotEqualTo(other).contains("…sha256:");
    }

    @Test
    void halfOfACharacterIsNotLeftWhereAnAttributeIsShortened() throws Exception {
        for (String before : List.of("", "n")) {
            Found found = read("<testsuite><testcase name='a'><failure message='" + before
                    + "😀".repeat(RepairedXml.ATTRIBUTE_LIMIT / 2 + 10) + "'/></testcase></testsuite>");
            String message = String.valueOf(found.only().message());
            assertThat(new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(message);
            assertThat(found.kinds()).containsExactly("shortened");
        }
    }

    @Test
    void aRecordInQuarantineKeepsItsText() throws Exception {
        Found found = read("<testsuites>\n<testcase time='1'><system-out>" + "ö".repeat(5_000)
                + "</system-out></testcase>\n<testcase name='good'/></testsuites>");
        assertThat(found.only().name()).isEqualTo("good");
        assertThat(found.warnings().quarantinedTotal()).isEqualTo(1);
        Quarantined record = found.warnings().quarantined().getFirst();
        assertThat(record.line()).isEqualTo(2);
        assertThat(record.reason()).isEqualTo("A <testcase> has no name, no class and no suite with a name.");
        assertThat(record.text()).startsWith("<testcase time=\"1\"><system-out>öö");
        assertThat(record.text().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4_095, 4_096);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<testsuite name='s' failures='9'><testcase name='a'/></testsuite> | s FAILED",
                "<testsuite failures='1'/>                                          | unnamed suite FAILED",
                "<testsuites errors='2'/>                                           | unnamed suite FAILED",
                "<testsuites><testcase><error/></testcase></testsuites>             | unnamed suite FAILED",
                "<testsuite failures='x' errors='-1'><testcase name='a'/></testsuite> | a PASSED",
                "<testsuite name='s' failures='9'><testcase name='a'><failure/></testcase></testsuite> | s.a FAILED",
                "<testsuite name='s' failures='9'><testcase name='a'><flakyFailure/></testcase></testsuite> | s.a PASSED",
                "<testsuite name='s' failures='1'><testcase name='a' status='xfail'/></testsuite> | s.a SKIPPED",
                "<testsuite name='s' errors='1'><error message='m'/></testsuite>    | s FAILED",
            })
    void aFileThatDeclaresFailuresAndHoldsNoneFailed(String file, String last) throws Exception {
        ParsedCase found = read(file).cases().getLast();
        assertThat(found.name() + " " + found.status()).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({
        "'1,5', 1500",
        "1500ms, 1500",
        "1.5s, 1500",
        "00:00:01.5, 1500",
        "PT1.5S, 1500",
        "1:00, 60000",
        "-1, ",
        "Infinity, ",
        "1e99, ",
        "PT-1S, ",
        "12 parsecs, ",
        "1:2:3:4, "
    })
    void timesAreReadOrLeftOutWithAWarning(String time, @Nullable Long milliseconds) throws Exception {
        Found found = read("<testsuite><testcase name='a' time='" + time + "'/></testsuite>");
        assertThat(found.only().duration()).isEqualTo(milliseconds == null ? null : Duration.ofMillis(milliseconds));
        assertThat(found.kinds()).isEqualTo(milliseconds == null ? List.of("time") : List.of());
    }

    private static Found read(String file) throws Exception {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static Found read(byte[] file) throws Exception {
        return read(new ByteArrayInputStream(file));
    }

    private static Found read(InputStream in) throws Exception {
        List<ParsedCase> cases = new ArrayList<>();
        try (JUnitReader reader = new JUnitReader(in)) {
            for (ParsedCase next = reader.next(); next != null; next = reader.next()) {
                cases.add(next);
            }
            return new Found(cases, reader.warnings());
        }
    }
}
