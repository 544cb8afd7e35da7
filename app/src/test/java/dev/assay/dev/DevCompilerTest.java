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

/** A changed source compiles alone exactly when no other source can tell. */
class DevCompilerTest {
    private static final String SOURCE = """
            package lab;
            class Door {
                static final int HEIGHT = 2;
                int open() { return 1; }
                private int lock() { return 3; }
                record Key(int teeth) {}
            }
            """;

    @TempDir
    private Path folder;

    private Path door;
    private Path before;
    private Path after;
    private DevCompiler compiler;

    @BeforeEach
    void compileAll() throws IOException {
        Path sources = folder.resolve("sources");
        door = sources.resolve("lab/Door.java");
        before = folder.resolve("before");
        after = folder.resolve("after");
        compiler = new DevCompiler(sources, "", Path.of("openapi.properties"));
        Files.createDirectories(door.getParent());
        Path house = Files.writeString(
                sources.resolve("lab/House.java"),
                "package lab; class House { int door = new Door().open() + Door.HEIGHT; }");
        Files.writeString(door, SOURCE);
        assertThat(compiler.compile(List.of(house, door), before)).isEmpty();
    }

    @Test
    void anotherBodyCompilesAlone() throws IOException {
        assertThat(alone("return 1", "return 2")).isTrue();
        assertThat(after.resolve("lab/House.class")).exists();
    }

    @Test
    void anotherPrivateMethodCompilesAlone() throws IOException {
        assertThat(alone("private int lock()", "private long lock(int turns)")).isTrue();
    }

    @Test
    void anAdditionCompilesAlone() throws IOException {
        assertThat(alone("int open()", "int close() { return 0; } int open()")).isTrue();
    }

    @Test
    void aTypeNobodyMentionsAnyMoreLeavesNoClass() throws IOException {
        assertThat(alone("record Key(int teeth) {}", "")).isFalse();
        assertThat(after.resolve("lab/Door$Key.class")).doesNotExist();
    }

    @Test
    void anotherMethodConcernsOthers() throws IOException {
        assertThat(alone("int open()", "int open(int width)")).isFalse();
    }

    @Test
    void anotherConstantConcernsOthers() throws IOException {
        assertThat(alone("HEIGHT = 2", "HEIGHT = 3")).isFalse();
    }

    @Test
    void anotherComponentConcernsOthers() throws IOException {
        assertThat(alone("int teeth", "int teeth, int size")).isFalse();
    }

    @Test
    void aTypeThatMayBeImplementedConcernsOthers() throws IOException {
        assertThat(alone("class Door", "abstract class Door")).isFalse();
    }

    @Test
    void anErrorDoesNotPass() throws IOException {
        assertThat(alone("return 1", "return")).isFalse();
    }

    @Test
    void aSourceThatIsGoneConcernsOthers() throws IOException {
        Files.delete(door);
        assertThat(compiler.compileAlone(Set.of(door), before, after)).isFalse();
    }

    private boolean alone(String text, String replacement) throws IOException {
        Files.writeString(door, SOURCE.replace(text, replacement));
        return compiler.compileAlone(Set.of(door), before, after);
    }
}
