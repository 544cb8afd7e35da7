package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseDetailTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.003           | PT0.003S",
                "1,234.5         | PT20M34.5S",
                "1.234,5         | PT20M34.5S",
                "1,234,567.125   | PT342H56M7.125S",
                "1,234           | PT20M34S",
                "0,003           | PT0.003S",
                "12,5            | PT12.5S",
                "7               | PT7S",
                "0.              | PT0S",
                ".5              | PT0.5S",
                "1.5E-3          | PT0.0015S",
                "0.0000004       | PT0S",
                "-1              |",
                "1e99            |",
                "NaN             |",
                "Infinity        |",
                "12ms            | PT0.012S",
                "1.2.3           |",
                "0x1p3           |",
                "1d              |",
                "99999999999     |",
                "''              |",
                "000000000000000000000000000000000000000001|",
            })
    void durationIsReadAsToolsWriteIt(String text, @Nullable Duration expected) {
        assertThat(Seconds.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-01T10:00:00          | 2026-03-01T10:00:00Z",
                "2026-03-01T10:00:00.123Z     | 2026-03-01T10:00:00.123Z",
                "2026-03-01T10:00:00+02:00    | 2026-03-01T08:00:00Z",
                "2026-03-01T10:00:00+0200     | 2026-03-01T08:00:00Z",
                "2026-03-01 10:00:00          | 2026-03-01T10:00:00Z",
                "1970-01-01T00:00:00          |",
                "0001-01-01T00:00:00          |",
                "Sun Mar 1 10:00:00 2026      |",
            })
    void timestampIsReadAsToolsWriteIt(String text, @Nullable Instant expected) throws Exception {
        assertThat(totals("<testsuite timestamp='" + text + "'/>").startedAt()).isEqualTo(expected);
    }

    @Test
    void earliestStartCounts() throws Exception {
        assertThat(totals("""
                <testsuites>
                  <testsuite timestamp='2026-03-01T10:00:02Z'/>
                  <testsuite timestamp='2026-03-01T10:00:01Z'/>
                </testsuites>""").startedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:01Z"));
    }

    @Test
    void durationComesFromRootThenSuitesThenCases() throws Exception {
        String suites = "<testsuite time='2'><testcase name='a' time='9'/><testsuite time='1'/></testsuite>"
                + "<testsuite><testcase name='b' time='3'/></testsuite><testcase name='c' time='4'/>";
        assertThat(totals("<testsuites time='7'>" + suites + "</testsuites>").duration())
                .hasSeconds(7);
        assertThat(totals("<testsuites>" + suites + "</testsuites>").duration()).hasSeconds(9);
        assertThat(totals("<testsuites><testcase name='c' time='4'/><testsuite/></testsuites>")
                        .duration())
                .hasSeconds(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<testcase classname='C' name='n'/>          | C.n",
                "<testcase classname=' ' name='n'/>          | Suite.n",
                "<testcase name='n'/>                        | Suite.n",
                "<testcase classname='C' name=''/>           | C",
                "<testcase/>                                 | Suite",
                "<testcase classname='n' name='n'/>          | n",
                "<testcase classname=' C ' name=' n '/>      | C.n",
            })
    void nameIsClassAndName(String testcase, String expected) throws Exception {
        try (JUnitReader reader = reader("<testsuite name='Suite'>" + testcase + "</testsuite>")) {
            ParsedCase only = Objects.requireNonNull(reader.next());
            assertThat(only.name()).isEqualTo(expected);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void textUpToTheLimitIsWhole() {
        for (int length : new int[] {0, 1, 99, 100}) {
            assertThat(excerpt("x".repeat(length), 100)).hasSize(length).doesNotContain("…");
        }
        assertThat(excerpt("x".repeat(101), 100))
                .isEqualTo("x".repeat(50) + "\n… 1 characters left out …\n" + "x".repeat(50));
    }

    @Test
    void publishedLimitHolds() {
        String text = "a".repeat(CaseText.LIMIT) + "b".repeat(CaseText.LIMIT);
        assertThat(excerpt(text, CaseText.LIMIT))
                .startsWith("aaa")
                .endsWith("bbb")
                .contains("\n… 1,048,576 characters left out …\n")
                .hasSizeLessThan(CaseText.LIMIT + 50);
    }

    @Test
    void cutNeverSplitsACharacter() {
        for (int shift = 0; shift < 4; shift++) {
            String cut = excerpt("x".repeat(shift) + "🙂".repeat(100), 51);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
        }
    }

    @Test
    void charactersLeftOutOfTwoPartsAreCountedOnce() {
        Excerpt first = new Excerpt(10);
        first.write("a".repeat(30));
        Excerpt second = new Excerpt(10);
        second.write("b".repeat(30));
        Excerpt both = new Excerpt(20);
        both.add(first);
        both.add(second);
        assertThat(both.toString()).isEqualTo("aaaaa\n… 50 characters left out …\nbbbbb");
    }

    private static String excerpt(String text, int limit) {
        Excerpt excerpt = new Excerpt(limit);
        for (int i = 0; i < text.length(); i += 7) {
            excerpt.write(text.substring(i, Math.min(text.length(), i + 7)));
        }
        return excerpt.toString();
    }

    private static ReportTotals totals(String file) throws Exception {
        try (JUnitReader reader = reader(file)) {
            while (reader.next() != null) {
                // The totals are complete at the end
            }
            return reader.totals();
        }
    }

    private static JUnitReader reader(String file) throws Exception {
        return new JUnitReader(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }
}
