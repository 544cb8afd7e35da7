package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** The health that Argo CD shows of our kinds, by the scripts that we give to it. */
class HealthTest {
    private static final Path SCRIPTS = Chart.SOURCE.resolve("argocd");

    private record Health(String status, String message) {}

    @ParameterizedTest
    @CsvSource({
        "TestRun, Succeeded, 'True', Healthy",
        "TestRun, Succeeded, 'False', Degraded",
        "TestRun, Succeeded, Unknown, Progressing",
        "TestPlan, Ready, 'True', Healthy",
        "TestPlan, Ready, 'False', Degraded",
        "TestPlan, Ready, Unknown, Progressing",
        "ResultSource, Ready, 'True', Healthy",
        "ResultSource, Ready, 'False', Degraded",
        "ResultSource, Ready, Unknown, Progressing"
    })
    void healthIsTheSummaryCondition(String kind, String type, String status, String health) throws IOException {
        Health said = health(kind, """
                metadata: {generation: 2}
                status:
                  observedGeneration: 2
                  conditions:
                    - {type: Other, status: "False", reason: Other, message: of no interest}
                    - {type: %s, status: "%s", reason: Because, message: three of four passed}
                """.formatted(type, status));
        assertThat(said).isEqualTo(new Health(health, "three of four passed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TestPlan", "TestRun", "ResultSource"})
    void whatTheOperatorHasNotSeenIsUnderWay(String kind) throws IOException {
        String type = kind.equals("TestRun") ? "Succeeded" : "Ready";
        assertThat(health(kind, "metadata: {generation: 1}"))
                .isEqualTo(new Health("Progressing", "Waiting for the operator"));
        assertThat(health(kind, "{metadata: {generation: 1}, status: {}}").status())
                .isEqualTo("Progressing");
        assertThat(health(kind, """
                metadata: {generation: 3}
                status:
                  observedGeneration: 2
                  conditions: [{type: %s, status: "True", reason: Old, message: of the spec before}]
                """.formatted(type)))
                .isEqualTo(new Health("Progressing", "Waiting for the operator to see the change"));
    }

    @Test
    void aRunTellsWhereItIs() throws IOException {
        assertThat(health("TestRun", "{metadata: {generation: 1}, status: {phase: Running}}"))
                .isEqualTo(new Health("Progressing", "Running"));
    }

    @Test
    void aPlanMayBeSuspended() throws IOException {
        assertThat(health("TestPlan", """
                metadata: {generation: 1}
                spec: {suspend: true}
                status: {observedGeneration: 1, conditions: [{type: Ready, status: "True", reason: Suspended, message: m}]}
                """)).isEqualTo(new Health("Suspended", "spec.suspend is on"));
    }

    @Test
    void everyKindHasOne() throws IOException {
        List<String> kinds;
        try (Stream<Path> files = Files.list(Chart.SOURCE.resolve("crds"))) {
            kinds = files.map(HealthTest::kind).toList();
        }
        assertThat(kinds)
                .hasSize(3)
                .allSatisfy(kind ->
                        assertThat(SCRIPTS.resolve(kind).resolve("health.lua")).exists());
    }

    private static Health health(String kind, String object) throws IOException {
        Globals lua = JsePlatform.standardGlobals();
        lua.set("obj", lua(KubernetesSchemas.documents(object).getFirst()));
        String script = Files.readString(SCRIPTS.resolve(kind).resolve("health.lua"));
        LuaValue health = lua.load(script, kind).call();
        return new Health(
                health.get("status").tojstring(), health.get("message").tojstring());
    }

    private static LuaValue lua(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                LuaTable table = new LuaTable();
                map.forEach((key, inner) -> table.set(String.valueOf(key), lua(inner)));
                yield table;
            }
            case List<?> list ->
                LuaTable.listOf(list.stream().map(HealthTest::lua).toArray(LuaValue[]::new));
            case Boolean flag -> LuaValue.valueOf(flag);
            case Integer number -> LuaValue.valueOf(number);
            default -> LuaValue.valueOf(String.valueOf(value));
        };
    }

    private static String kind(Path crd) {
        try {
            Map<?, ?> spec = (Map<?, ?>) KubernetesSchemas.documents(Files.readString(crd))
                    .getFirst()
                    .get("spec");
            return String.valueOf(((Map<?, ?>) spec.get("names")).get("kind"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
