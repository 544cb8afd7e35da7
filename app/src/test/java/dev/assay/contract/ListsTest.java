package dev.assay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestServer;
import dev.assay.web.Operation;
import io.micronaut.http.HttpResponse;
import io.micronaut.web.router.Router;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every list is either paged or has a reason not to be: PAG-01, PAG-04. */
class ListsTest {
    private static final List<Fact> OURS = Checked.description();
    private static final Map<String, Checked.Unpaged> UNPAGED = Checked.unpaged();

    @Test
    void everyListIsPagedOrSaysWhyNot() {
        Set<String> lists = OURS.stream()
                .filter(ListsTest::isList)
                .map(Fact::operation)
                .filter(operation -> UNPAGED.containsKey(operation) || !isPaged(operation))
                .collect(Collectors.toSet());

        assertThat(lists).hasSizeGreaterThan(10).isEqualTo(UNPAGED.keySet());
        assertThat(UNPAGED.values()).allSatisfy(why -> {
            assertThat(why.how()).isIn("streamed", "bounded", "whole");
            assertThat(why.reason()).isNotBlank();
        });
    }

    /** PAG-01 */
    @Test
    void everyPageHasALongestLength() {
        assertThat(OURS.stream()
                        .filter(fact -> fact.place().equals("query limit"))
                        .filter(fact -> !UNPAGED.containsKey(fact.operation())))
                .hasSizeGreaterThan(5)
                .allSatisfy(fact -> assertThat(fact.said()).matches("integer\\([01]\\.\\.(500|1000)\\); default \\d+"));
    }

    /** The type of a streamed body is only known to the stream. */
    @Test
    void streamsAreStreamed() {
        List<Operation> operations = Operation.all(TestServer.shared().bean(Router.class));
        Set<String> streamed = operations.stream()
                .filter(operation -> UNPAGED.containsKey(name(operation)) && leavesBodyOpen(operation))
                .map(ListsTest::name)
                .collect(Collectors.toSet());

        assertThat(UNPAGED.entrySet().stream()
                        .filter(list -> list.getValue().how().equals("streamed"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(streamed);
    }

    /** A list or map, an object that has one, or a file. */
    private static boolean isList(Fact fact) {
        boolean top = fact.place().matches("20\\d(\\.\\w+)?");
        return top && fact.types().stream().anyMatch(type -> type.matches("(array|map|.*[\\[{]).*|\\w+/\\S+"));
    }

    private static boolean isPaged(String operation) {
        return OURS.stream()
                .anyMatch(fact ->
                        fact.operation().equals(operation) && fact.place().equals("query limit"));
    }

    private static String name(Operation operation) {
        return operation.method() + " " + operation.path();
    }

    private static boolean leavesBodyOpen(Operation operation) {
        return operation.handler().getGenericReturnType() instanceof ParameterizedType type
                && type.getRawType() == HttpResponse.class
                && type.getActualTypeArguments()[0] instanceof WildcardType;
    }
}
