package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.web.Fault;
import dev.assay.web.Operation;
import dev.assay.web.Problem;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Problems of v2 have types, and each type a page. {@link TestResponse} checks the type of every problem that any test meets. */
class ProblemsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestClient NOBODY = SERVER.anonymous();

    @ParameterizedTest
    @EnumSource
    void everyTypeHasAPageThatSaysWhatToDo(Problem problem) {
        TestResponse page = NOBODY.get(problem.type());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<h1>" + problem.title() + "</h1>")
                .contains("Status " + problem.status().getCode())
                .contains("<p>" + problem.meaning() + "</p>")
                .contains("<p>" + problem.remedy() + "</p>");
    }

    /** The texts are put into HTML without escaping. */
    @ParameterizedTest
    @EnumSource
    void textsArePlain(Problem problem) {
        assertThat(List.of(problem.title(), problem.meaning(), problem.remedy()))
                .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("<", ">", "&", "\""));
        assertThat(problem.wire()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @Test
    void theListHasAll() {
        assertThat(NOBODY.get("/problems").body())
                .contains(Arrays.stream(Problem.values())
                        .map(problem -> "<a href=\"" + problem.type() + "\">")
                        .toList());
    }

    @Test
    void otherNamesAreNotFound() {
        for (String name : List.of("no-such", "NOT_FOUND", "Not-Found", "%3Cb%3E")) {
            assertThat(NOBODY.get("/problems/" + name).status()).as(name).isEqualTo(404);
        }
    }

    @Test
    void theDocumentListsAll() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/problems.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows)
                .containsExactly(Arrays.stream(Problem.values())
                        .map(problem -> "| `%s` | %d | %s | %s |"
                                .formatted(
                                        problem.wire(),
                                        problem.status().getCode(),
                                        problem.meaning(),
                                        problem.remedy()))
                        .toArray(String[]::new));
    }

    /** A fault cannot be created without a type. */
    @Test
    void everyFaultHasAType() {
        assertThat(Fault.class.getDeclaredConstructors())
                .extracting(Constructor::getParameterTypes)
                .allSatisfy(types -> assertThat(types[0]).isEqualTo(Problem.class));
    }

    @Test
    void everyOperationOfV2AnswersATypeToAStranger() {
        List<Operation> operations = Operation.all(SERVER.bean(Router.class)).stream()
                .filter(operation -> operation.path().startsWith("/v2/"))
                .toList();

        assertThat(operations).hasSizeGreaterThan(20).allSatisfy(operation -> {
            String path = operation.path().replaceAll("\\{[^}]*}", "2147483647") + "?no_such=1";
            TestResponse refused =
                    operation.method().equals("GET") ? NOBODY.get(path) : NOBODY.send(operation.method(), path, "{}");
            assertThat(refused.status()).as(operation.toString()).isBetween(400, 499);
            Problem problem = Problem.named(refused.text("type").replace("/problems/", ""))
                    .orElseThrow();
            assertThat(refused.text("title")).isEqualTo(problem.title());
            assertThat(refused.status()).isEqualTo(problem.status().getCode());
            assertThat(refused.text("hint")).isNotBlank();
        });
    }
}
