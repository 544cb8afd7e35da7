package dev.assay.operator.source.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds the result files in a log. */
class ReportScanTest {
    private static final String CASE = "<testcase name=\"a\"/>";

    /** The documents; one without its end is marked. */
    private static List<String> found(String log) throws IOException {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        return ReportScan.of(new ByteArrayInputStream(bytes)).stream()
                .map(found -> new String(
                                Arrays.copyOfRange(bytes, (int) found.from(), (int) found.to()), StandardCharsets.UTF_8)
                        + (found.whole() ? "" : "✂"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<testsuite>" + CASE + "</testsuite>",
                "<testsuites><testsuite name='a'>" + CASE + "</testsuite><testsuite/></testsuites>",
                "<?xml version=\"1.0\"?>\n<!-- <testsuites> by hand -->\n<testsuites>" + CASE + "</testsuites>",
                "<?xml version='1.0'?>\n<!DOCTYPE testsuites SYSTEM \"junit.dtd\" [<!ENTITY a '>'>]>\n<testsuites>"
                        + CASE + "</testsuites>",
                "<?xml version='1.0'?><?xml-stylesheet href='a'?><!DOCTYPE testsuite><testsuite>" + CASE
                        + "</testsuite>",
                "<testsuite><testsuite name=\"inner\">" + CASE + "</testsuite></testsuite >",
                "<testsuite name=\"a > b\" time='1'/>",
                "<j:testsuite xmlns:j=\"x\">" + CASE + "</j:testsuite>",
                "<testsuite><testcase name=\"a\"><system-out><![CDATA[</testsuite> ]]]></system-out></testcase></testsuite>",
                "<testsuite><testcase name=\"a\"><system-out><![CDATA[<?xml version='1.0'?><testsuites>]]></system-out></testcase></testsuite>",
                "<testsuite><!-- </testsuite> --->" + CASE + "</testsuite>",
                "<testsuite><testcase name=\"ü€😀\"/></testsuite>",
                "<testsuite name=''><testcase name=\"a\">\nWARN x < y && z\n</testcase></testsuite>",
            })
    void aDocumentIsFoundAloneAndAmongOtherLines(String document) throws IOException {
        assertThat(found(document)).containsExactly(document);
        assertThat(found("+ make test\nvector<int> 1 < 2 <init> </p>\n" + document + "\nok <b>\n"))
                .containsExactly(document);
        assertThat(found(document + document)).containsExactly(document, document);
        assertThat(found("2026-11-21T12:00:00Z " + document + "\n[INFO] <?php\n" + document + "\n<"))
                .containsExactly(document, document);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no angle bracket",
                "writes a <testsuite> element",
                "<testsuite",
                "<testsuites name=\"",
                "<?xml version=\"1.0\"?><html><testcase/></html>",
                "<testcase name=\"a\"/>",
                "</testsuite></testsuites>",
                "<!",
                "<?",
                "</",
                "<![CDATA[",
            })
    void otherLinesAreNotDocuments(String log) throws IOException {
        assertThat(found(log)).isEmpty();
    }

    @Test
    void aDocumentWithoutAnEndIsMarked() throws IOException {
        assertThat(found("x <testsuite>" + CASE + "<testcase name=\"b\">Killed"))
                .containsExactly("<testsuite>" + CASE + "<testcase name=\"b\">Killed✂");
    }

    @Test
    void aNewDocumentEndsTheOneBefore() throws IOException {
        String whole = "<?xml version='1.0'?><testsuites>" + CASE + "</testsuites>";
        assertThat(found("<testsuites>" + CASE + "\n" + whole)).containsExactly("<testsuites>" + CASE + "\n✂", whole);
        assertThat(found("will write <testsuite>\n" + whole)).containsExactly(whole);
        assertThat(found("will write <testsuite>\n<testsuites>" + CASE + "</testsuites>"))
                .containsExactly("<testsuites>" + CASE + "</testsuites>");
    }

    @Test
    void aDeclarationBelongsToTheDocumentThatFollowsItOnly() throws IOException {
        assertThat(found("<?xml version='1.0'?> something else\n<testsuite>" + CASE + "</testsuite>"))
                .containsExactly("<testsuite>" + CASE + "</testsuite>");
    }
}
