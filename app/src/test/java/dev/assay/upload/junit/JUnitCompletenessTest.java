package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitCompletenessTest {
    private static final String FILE = """
            <?xml version="1.0" encoding="%s"?>\r
            <!-- a <testcase> in a comment -->
            <p:testsuites xmlns:p="x"><properties/><testsuite name="größe 🎉">
            <testcase name="one"/><testcase name="two"><failure><![CDATA[</testcase>]]>&amp; ü</failure></testcase>
            <group><testcase name="three"></testcase></group>
            </testsuite><testsuite name="t"><testcase name="four"/></testsuite></p:testsuites>
            """;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1"})
    void whereverItIsCutTheCasesBeforeAreComplete(String encoding) throws Exception {
        Charset charset = Charset.forName(encoding);
        String text = FILE.formatted(encoding);
        byte[] whole = text.replace("🎉", charset.newEncoder().canEncode("🎉") ? "🎉" : "!")
                .getBytes(charset);
        assertThat(extent(whole)).isEqualTo(new JUnitCompleteness.Whole());
        int most = 0;
        for (int length = 1; length < whole.length - 4; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (extent(cut) instanceof JUnitCompleteness.CutShort found) {
                assertThat(found.cases()).as("of %d bytes", length).isGreaterThanOrEqualTo(most);
                most = found.cases();
                if (found.cases() > 0) {
                    assertThat(names(completed(found, cut)))
                            .as("of %d bytes", length)
                            .isEqualTo(List.of("one", "two", "three", "four").subList(0, found.cases()));
                }
            }
        }
        assertThat(most).isEqualTo(4);
    }

    @Test
    void aByteOrderMarkStays() throws Exception {
        byte[] file = "\ufeff<testsuite><testcase name='one'/><testc".getBytes(StandardCharsets.UTF_8);
        assertThat(names(completed((JUnitCompleteness.CutShort) extent(file), file)))
                .containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a><b></a>", "text", "", "<a b='<c'/>"})
    void aBrokenFileIsReportedAtOnce(String file) throws Exception {
        assertThat(extent(file.getBytes(StandardCharsets.UTF_8))).isInstanceOf(JUnitCompleteness.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<testsuite/>\nnpm ERR!",
                "<testsuite/>\n<testsuite/>",
                "log\n<testsuite>\u0001 &nbsp; & ]]></testsuite>\0\0"
            })
    void aFileThatIsRepairedWhenItIsReadIsWhole(String file) throws Exception {
        assertThat(extent(file.getBytes(StandardCharsets.UTF_8))).isEqualTo(new JUnitCompleteness.Whole());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "<?xml version='1.0'?>", "<testsuite/>\n<?xml version='1.0'?>", "<testsuite/>\n<testsuite>"
            })
    void aFileIsCutShortIfMoreMustFollow(String file) throws Exception {
        assertThat(extent(file.getBytes(StandardCharsets.UTF_8))).isEqualTo(JUnitCompleteness.CutShort.NOTHING);
    }

    @Test
    void repairsDoNotMoveTheEndOfTheCompletePart() throws Exception {
        byte[] file =
                "text\n<testsuite name='s'><testcase name='one'><failure>\u0001 & &nbsp; ]]> < </failure></testcase>\n<testc"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(names(completed((JUnitCompleteness.CutShort) extent(file), file)))
                .containsExactly("one");
    }

    private static JUnitCompleteness extent(byte[] file) throws IOException {
        return JUnitCompleteness.of(new ByteArrayInputStream(file));
    }

    private static byte[] completed(JUnitCompleteness.CutShort cut, byte[] file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cut.complete(new ByteArrayInputStream(file), out);
        return out.toByteArray();
    }

    private static List<String> names(byte[] file) throws Exception {
        List<String> names = new ArrayList<>();
        try (JUnitReader reader = new JUnitReader(new ByteArrayInputStream(file))) {
            for (ParsedCase found = reader.next(); found != null; found = reader.next()) {
                names.add(found.name().substring(found.name().lastIndexOf('.') + 1));
            }
        }
        return names;
    }
}
