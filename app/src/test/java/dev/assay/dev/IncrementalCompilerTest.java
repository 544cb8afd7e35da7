package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed source is compiled together with the sources that can see the change, and with no others. */
class IncrementalCompilerTest {
    private static final String DOOR = """
            package dev.assay.lab;
            class Door {
                static final int HEIGHT = 2;
                int open() { return 1; }
                private int lock() { return 3; }
                record Key(int teeth) {}
            }
            """;

    @TempDir
    private Path folder;

    private IncrementalCompiler compiler;

    @BeforeEach
    void compileAll() throws IOException {
        compiler = new IncrementalCompiler(
                folder.resolve("sources"),
                folder.resolve("target"),
                new DevCompiler("", Path.of("openapi.properties"), List::of));
        write("Door", DOOR);
        write("House", "package dev.assay.lab; class House { static Door front() { return new Door(); } }");
        write("Street", "package dev.assay.lab; class Street { int width = House.front().open(); }");
        write("Porch", "package dev.assay.lab; class Porch extends House {}");
        write("Garden", "package dev.assay.lab; class Garden { int size = 2 * Door.HEIGHT; }");
        write("Lake", "package dev.assay.lab; class Lake {}");
        write("Bridge", "package dev.assay.lab; class Bridge { Object from = new Lake(); }");
        write("Forest", "package dev.assay.lab; class Forest {}");
        assertThat(compiled()).hasSize(8);
    }

    @Test
    void nothingIsCompiledTwice() throws IOException {
        assertThat(compiled()).isEmpty();
    }

    @Test
    void anotherBodyConcernsNoOtherSource() throws IOException {
        replace("return 1", "return 2");
        assertThat(compiled()).containsExactly("Door");
    }

    @Test
    void anotherPrivateMethodConcernsNoOtherSource() throws IOException {
        replace("private int lock()", "private long lock(int turns)");
        assertThat(compiled()).containsExactly("Door");
    }

    @Test
    void anAdditionConcernsNoOtherSource() throws IOException {
        replace("int open()", "int close() { return 0; } int open()");
        assertThat(compiled()).containsExactly("Door");
    }

    @Test
    void anotherMethodConcernsThoseThatMentionTheType() throws IOException {
        replace("int open()", "long open()");
        write("Street", "package dev.assay.lab; class Street { long width = House.front().open(); }");
        assertThat(compiled()).contains("Door", "House", "Street").doesNotContain("Lake", "Forest");
    }

    @Test
    void aSourceThatNoLongerCompilesIsReportedAgain() throws IOException {
        replace("int open()", "long open()");
        for (int time = 0; time < 2; time++) {
            assertThat(compiler.compile().errors()).singleElement().asString().contains("Street.java");
        }
    }

    @Test
    void anotherMemberConcernsThoseThatInheritIt() throws IOException {
        write("House", "package dev.assay.lab; class House { static final Door front() { return new Door(); } }");
        assertThat(compiled()).contains("House", "Porch", "Street").doesNotContain("Lake", "Forest");
    }

    @Test
    void anotherConstantConcernsThoseThatUseItsValue() throws IOException {
        replace("HEIGHT = 2", "HEIGHT = 3");
        assertThat(compiled()).contains("Garden").doesNotContain("Forest");
    }

    /** Its second line reads like the name of no source, and like no regular expression. */
    @Test
    void aConstantMayHaveSeveralLines() throws IOException {
        write("Garden", "package dev.assay.lab; class Garden { static final String PLAN = \"beds\\n$/{2\"; }");
        write("Lake", "package dev.assay.lab; class Lake { String shore = Garden.PLAN; }");
        assertThat(compiled()).contains("Garden", "Lake");
        write("Garden", "package dev.assay.lab; class Garden { static final String PLAN = \"beds\\n$/{3\"; }");
        assertThat(compiled()).contains("Lake").doesNotContain("Forest");
    }

    @Test
    void aTypeThatIsGoneLeavesNoClass() throws IOException {
        replace("record Key(int teeth) {}", "");
        assertThat(compiled()).contains("Door");
        assertThat(folder.resolve("target/classes/dev/assay/lab/Door$Key.class"))
                .doesNotExist();
    }

    @Test
    void aSourceThatIsGoneConcernsThoseThatUsedIt() throws IOException {
        Files.delete(source("Lake"));
        assertThat(compiler.compile().errors()).singleElement().asString().contains("Bridge.java");

        Files.delete(source("Bridge"));
        assertThat(compiled()).isEmpty();
        assertThat(folder.resolve("target/classes/dev/assay/lab/Bridge.class")).doesNotExist();
    }

    @Test
    void anErrorLeavesTheClassesAsTheyWere() throws IOException {
        replace("return 1", "return");
        assertThat(compiler.compile().errors()).isNotEmpty();
        assertThat(folder.resolve("target/classes/dev/assay/lab/Door.class")).exists();

        write("Door", DOOR);
        assertThat(compiler.compile().errors()).isEmpty();
    }

    @Test
    void sourcesElsewhereCanBeTold() throws IOException {
        compiler.markDependents(new IncrementalCompiler.Visible(Set.of("dev/assay/lab/Lake"), Set.of()));
        assertThat(compiled()).containsExactly("Bridge");
    }

    private List<String> compiled() throws IOException {
        IncrementalCompiler.Result result = compiler.compile();
        assertThat(result.errors()).isEmpty();
        return result.compiled().stream()
                .map(source -> source.replace("dev/assay/lab/", ""))
                .toList();
    }

    private void replace(String text, String replacement) throws IOException {
        assertThat(DOOR).contains(text);
        write("Door", DOOR.replace(text, replacement));
    }

    private void write(String name, String text) throws IOException {
        Path file = source(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path source(String name) {
        return folder.resolve("sources/dev/assay/lab/" + name + ".java");
    }
}
