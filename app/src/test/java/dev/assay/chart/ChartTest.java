package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What the chart renders for values, and which values it refuses. */
class ChartTest {
    private static final boolean RENEW = Boolean.getBoolean("golden.renew");
    private static final String HOW = "renew with: scripts/test ChartTest -Dgolden.renew=true  (then read the diff)";
    /** Random values, which are new each time if no cluster keeps them. */
    private static final Pattern MADE_UP =
            Pattern.compile("(?m)^(  (?:SESSIONS_SECRET|password): )[A-Za-z0-9+/]{40,}=*$");

    @TempDir
    private Path directory;

    static List<String> cases() {
        return Cases.names();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesMakeWhatIsExpected(String name) throws IOException {
        Path expected = Cases.ROOT.resolve(name).resolve("expected.yaml");
        String rendered = MADE_UP.matcher(Cases.rendered(name)).replaceAll("$1made-up");
        if (RENEW) {
            Files.writeString(expected, rendered);
        }
        assertThat(expected).as(HOW).exists();
        assertThat(rendered).as(HOW).isEqualTo(Files.readString(expected));
    }

    @Test
    void everyFileOfTheCasesIsRead() throws IOException {
        try (Stream<Path> files = Files.walk(Cases.ROOT)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(
                            file -> assertThat(file.getFileName().toString()).isIn("values.yaml", "expected.yaml"))
                    .hasSize(2 * Cases.names().size());
        }
    }

    /** Helm lints with the chart's own values, so these are replaced by the values of each case. */
    @ParameterizedTest
    @MethodSource("cases")
    void helmFindsNothingToComplainOf(String name) throws IOException {
        Chart chart = Chart.copy(directory.resolve("chart"));
        List<Path> values = Cases.values(name);
        String own = Files.readString(Chart.SOURCE.resolve("values.yaml"));
        String merged = Values.merged(own, values.stream().map(ChartTest::text).toList());
        Files.writeString(chart.directory().resolve("values.yaml"), merged);

        LintResult result = chart.lint();

        assertThat(result.getMessages()).allMatch(message -> message.contains("icon is recommended"));
        assertThat(result.isFailed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas: 2                                           | additional properties 'replicas' not allowed
            api: {replica: 2}                                     | '/api': additional properties 'replica' not allowed
            api: {replicas: two}                                  | '/api/replicas': got string, want integer
            api: {replicas: -1}                                   | '/api/replicas': minimum: got -1, want 0
            worker: {enabled: 'yes'}                              | '/worker/enabled': got string, want boolean
            image: {repository: ''}                               | '/image/repository': minLength: got 0, want 1
            image: {pullPolicy: Sometimes}                        | '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'
            publicUrl: assay.example.com                          | '/publicUrl'
            config: {SESSIONS_SECRET: abc}                        | '/config/SESSIONS_SECRET'
            config: {DB_URL: 'postgresql://a@b/c'}                | '/config/DB_URL'
            secretConfig: {DB_PASSWORD: abc}                      | '/secretConfig/DB_PASSWORD'
            config: {rate_limit: 1}                               | '/config': additional properties 'rate_limit' not allowed
            database: {mode: mysql}                               | '/database/mode': value must be one of 'bundled', 'external', 'cloudnativepg'
            database: {mode: external}                            | '/database/external'
            database: {external: {host: db}}                      | '/database/external/host': value must be ''
            database: {mode: cloudnativepg, external: {urlSecret: {name: db}}} | '/database/external/urlSecret/name': value must be ''
            database: {mode: external, external: {host: db, urlSecret: {name: db}}} | '/database/external'
            database: {mode: cloudnativepg, bundled: {existingSecret: db}} | '/database/bundled/existingSecret': value must be ''
            ingress: {enabled: true}                              | '/ingress/hosts': minItems: got 0, want 1
            httpRoute: {enabled: true}                            | '/httpRoute/parentRefs': minItems: got 0, want 1
            operator: {watchNamespaces: [a, a]}                   | '/operator/watchNamespaces': items at 0 and 1 are equal
            operator: {watchNamespaces: 'a,b'}                    | '/operator/watchNamespaces': got string, want array
            inCluster: {callers: [{serviceAccount: '*'}]}         | '/inCluster/callers/0': missing properties 'application', 'permissions'
            api: {resources: {limits: {memory: lots}}}            | '/api/resources/limits/memory'
            development: {enable: true}                           | '/development': additional properties 'enable' not allowed
            networkPolicy: {kubernetes: {cidrs: [10.0.0.1]}}      | '/networkPolicy/kubernetes/cidrs/0'
            """)
    void valuesThatMakeNoSenseAreRefused(String values, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), values);
        assertThatThrownBy(() -> Cases.Copy.CHART.render(List.of(file))).hasMessageContaining(message);
    }

    /** A Pod whose directory grows beyond its limit is evicted. */
    @ParameterizedTest
    @CsvSource({
        "{}, 7516192768",
        "{api: {tmpSizeLimit: 1Gi}}, 939524096",
        "{api: {tmpSizeLimit: 1.5Gi}}, 1409286144",
        "{api: {tmpSizeLimit: 500M}}, 437500000",
        "{api: {tmpSizeLimit: 16000000000}}, 14000000000",
        "{config: {UPLOAD_SPOOL_SIZE: 3GB}}, 3GB",
    })
    void uploadsLeaveRoomInTheirDirectory(String values, String size) throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), values);
        assertThat(Cases.Copy.CHART.render(List.of(file)).lines().filter(line -> line.contains("UPLOAD_SPOOL_SIZE")))
                .singleElement()
                .asString()
                .contains('"' + size + '"');
    }

    @Test
    void withoutDatabasePasswordNothingIsMadeUp() throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), "generateSecrets: false");
        assertThatThrownBy(() -> Cases.Copy.CHART.render(List.of(file)))
                .hasMessageContaining("database.bundled.existingSecret")
                .hasMessageContaining("password");
    }

    @Test
    void theNotesSayWhatToDoNext() {
        assertThat(Cases.Copy.CHART.notes(Cases.values("default")))
                .contains(
                        "kubectl --namespace team rollout status deployment/assay",
                        "port-forward service/assay 30000:30000",
                        "exec deployment/assay --container assay --",
                        "assay application create ci --permission change_test,view_test",
                        "single PostgreSQL for trials",
                        "helm test assay --namespace team")
                .doesNotContain("WARNING");
        assertThat(Cases.Copy.CHART.notes(Cases.values("external-url")))
                .contains("https://assay.example.com/docs", "until the external database answers")
                .doesNotContain("port-forward", "for trials");
        assertThat(Cases.Copy.CHART.notes(Cases.values("cloudnativepg")))
                .contains("get cluster assay-store-postgresql", "these namespaces only: tests, more-tests");
        assertThat(Cases.Copy.CHART.notes(Cases.values("minimal"))).doesNotContain("helm test", "TestPlan");
        assertThat(Cases.Copy.CHART.notes(Cases.values("development")))
                .contains(
                        "WARNING: ASSAY_DEVELOPMENT is on", "logs deployment/assay --container assay | grep 'API key'")
                .doesNotContain("assay application create ci");
    }

    @Test
    void nothingBeyondTheLimitsOfNames() throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), "fullnameOverride: " + "a".repeat(60));
        assertThat(Chart.objects(Cases.Copy.CHART.render(List.of(file))))
                .allSatisfy(object -> assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(63));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Merges values as Helm does. */
    private static final class Values {
        private Values() {}

        static String merged(String own, List<String> others) {
            Map<String, Object> all =
                    new LinkedHashMap<>(KubernetesSchemas.documents(own).getFirst());
            for (String other : others) {
                KubernetesSchemas.documents(other).forEach(map -> lay(all, map));
            }
            return new Yaml().dump(all);
        }

        private static void lay(Map<String, Object> under, Map<?, ?> over) {
            over.forEach((key, value) -> {
                Object there = under.get(String.valueOf(key));
                if (there instanceof Map<?, ?> map && value instanceof Map<?, ?> more) {
                    Map<String, Object> copy = new LinkedHashMap<>();
                    map.forEach((k, v) -> copy.put(String.valueOf(k), v));
                    lay(copy, more);
                    under.put(String.valueOf(key), copy);
                } else {
                    under.put(String.valueOf(key), value);
                }
            });
        }
    }
}
