package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedReportTest {

    @Test
    void truncatedFileNamesItsLastCharacterAndWhatWasOpen() {
        BrokenReport broken = refused("<testsuite>\n  <testcase name='a'>\n    <failure>some te");
        assertThat(broken).hasMessage("The file ends too early, inside <failure> from line 3.");
        assertThat(broken.hint()).isEqualTo("Let the tool finish writing and send the whole file.");
        assertPlace(broken, 3, 20);
    }

    @Test
    void truncatedBetweenCasesIsNotTheEnd() {
        BrokenReport broken = refused("<testsuite>\n  <testcase name='a'/>\n");
        assertThat(broken).hasMessage("The file ends too early, inside <testsuite> from line 1.");
        assertPlace(broken, 3, 1);
    }

    @Test
    void wrongEndTagHasItsPlace() {
        assertPlace(refused("<testsuite>\n  <testcase name='a'>\n  </testsuite>"), 3, 13);
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "testrun", "assemblies", "p:feed"})
    void otherRootIsNamed(String root) {
        BrokenReport broken = refused("<?xml version='1.0'?>\n <" + root + " name='a'><b><error/></b></" + root + ">");
        assertThat(broken)
                .hasMessage("This is XML, but not JUnit XML: its root element is <%s>.", root.replace("p:", ""));
        assertPlace(broken, 2, 2);
    }

    @Test
    void emptyFileIsSaidToBeEmpty() {
        assertThat(refused("")).hasMessage("The file is empty.");
        assertThat(refused("\n\n")).hasMessage("The file holds nothing but white space and comments.");
        assertPlace(refused("<?xml version='1.0'?>\n"), 2, 1);
    }

    @Test
    void somethingElseThanXmlIsRefusedAtItsFirstCharacter() {
        assertPlace(refused("{\"results\": []}"), 1, 1);
        assertPlace(refused("ok 1 - passes"), 1, 1);
        assertPlace(refused("\u007fELF\u0002\u0001\u0001"), 1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", " ", "x", "<", "<!-- ", "<!DOCTYPE a ["})
    void aDocumentBeginsInTheFirstMebibyte(String before) {
        assertThat(refused(before + before.substring(before.length() - 1).repeat((1 << 20) + 20_000) + "<testsuite/>"))
                .hasMessageStartingWith("No XML document begins in the first 1,048,576 characters");
    }

    @Test
    void anArchiveIsNotReadAsTextAroundItsFiles() {
        String report = "<testsuite><testcase name='a'/></testsuite>";
        assertThat(refused("PK\u0003\u0004r.xml" + report)).hasMessage("The file is an archive.");
        assertThat(refused("r.xml" + "\0".repeat(252) + "ustar" + "\0".repeat(250) + report))
                .hasMessage("The file is an archive.");
    }

    @Test
    void compressedTwiceIsSaid() {
        BrokenReport broken = catchThrowableOfType(
                BrokenReport.class, () -> readAll(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8, 0})));
        assertThat(broken).hasMessage("The file is compressed twice.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<testcase name='a<?xml version='1.0'?><testsuite/>",
                "<testcase name='a</testcase></testsuite>",
                "<testcase name='a<testcase name='b'/>",
                "<testcase <testcase name='a'/>",
                "<testcase name='a'><?xml version='1.0'?><testsuite/></testcase></testsuite>",
                "<testcase name='a'></testsuite>",
                "<testcase name='a'/></testsuites>",
                "<testcase name='a' name='b'/></testsuite>",
            })
    void twoWritersAtTheSameTimeAreRefusedWithTheLine(String text) {
        assertThat(refused("<testsuite>\n" + text).line()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version='1.0' <testsuite/>",
                "<?xml version='1.0",
                "<!-- a",
                "<!DOCTYPE a [<!ENTITY b '>",
                "<testsuite/><!-- a",
                "<testsuite/>\n<?xml version='1.0'?>",
            })
    void anUnfinishedPrologIsRefused(String file) {
        assertThat(refused(file).line()).isPositive();
    }

    @Test
    void depthAttributesAndTagsAreLimited() {
        assertThat(refused("<testsuite>".repeat(101))).hasMessage("Elements are nested more than 100 deep.");
        String attributes =
                IntStream.range(0, 101).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining());
        assertThat(refused("<testsuite" + attributes + "/>")).hasMessageContaining("more than 100 attributes");
        assertThat(refused("<testsuite><" + "e".repeat(201) + "/></testsuite>"))
                .hasMessageContaining("at most 200 are read");
    }

    @Test
    void faultOfTheConnectionIsNotAFaultOfTheFile() {
        InputStream lost = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }
        };
        InputStream body = new SequenceInputStream(
                new ByteArrayInputStream("<testsuite><testcase name='a'>".getBytes(StandardCharsets.UTF_8)), lost);
        assertThat(catchThrowableOfType(IOException.class, () -> readAll(body))).hasMessage("connection reset");
    }

    @Test
    void cutAnywhereIsBrokenOrWhole() throws Exception {
        byte[] whole = valid();
        long cases = readAll(new ByteArrayInputStream(whole));
        for (int cut = 0; cut < whole.length; cut++) {
            assertBrokenOr(cases, Arrays.copyOf(whole, cut), "cut at " + cut);
        }
    }

    @Test
    void changedAnywhereIsBrokenOrRead() throws Exception {
        List<byte[]> files = new ArrayList<>();
        for (Path folder : JUnitGoldenTest.folders().toList()) {
            Path report = folder.resolve("report.xml");
            if (Files.exists(report)) {
                files.add(Files.readAllBytes(report));
            }
        }
        long seed = Long.getLong("fuzz.seed", 20_260_301);
        Random random = new Random(seed);
        int rounds = Integer.getInteger("fuzz.rounds", 5_000);
        for (int round = 0; round < rounds; round++) {
            byte[] changed = files.get(random.nextInt(files.size())).clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertBrokenOr(-1, changed, "-Dfuzz.seed=" + seed + ", round " + round);
        }
    }

    private static void assertBrokenOr(long cases, byte[] file, String what) {
        try {
            long read = readAll(new ByteArrayInputStream(file));
            assertThat(cases < 0 || read == cases).as(what).isTrue();
        } catch (BrokenReport e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
            assertThat(e.hint()).as(what).isNotBlank();
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static byte[] valid() throws IOException {
        return Files.readAllBytes(Path.of("src/test/golden/upload/unicode/report.xml"));
    }

    private static BrokenReport refused(String file) {
        return refused(file, StandardCharsets.UTF_8);
    }

    private static BrokenReport refused(String file, Charset encoding) {
        BrokenReport broken = catchThrowableOfType(
                BrokenReport.class, () -> readAll(new ByteArrayInputStream(file.getBytes(encoding))));
        assertThat(broken).isNotNull();
        return broken;
    }

    private static void assertPlace(BrokenReport broken, int line, int column) {
        assertThat(broken.line() + ":" + broken.column())
                .as(broken.getMessage())
                .isEqualTo(line + ":" + column);
    }

    private static long readAll(InputStream in) throws IOException, BrokenReport {
        try (JUnitReader reader = new JUnitReader(in)) {
            while (reader.next() != null) {
                // Read to the end
            }
            return reader.totals().cases();
        }
    }
}
