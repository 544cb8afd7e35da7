package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The metrics that alerts and dashboards use exist. */
class MetricsTest {
    private static final Pattern METRIC = Pattern.compile("\\b([a-z]+(?:_[a-z]+)+)\\{");

    @Test
    void theServerHasWhatIsAskedOfIt() throws IOException {
        TestServer server = TestServer.shared();
        server.anonymous().get("/v1/version");
        // The metric of garbage collection pauses exists only after the first pause
        System.gc();
        Set<String> asked = asked(Cases.rendered("external-url"));
        asked.addAll(asked(Files.readString(Path.of("../chart/dashboards/api.json"))));
        asked.removeIf(metric -> metric.startsWith("operator_sdk_"));

        String there = new TestClient(server.managementUri()).get("/prometheus").body();

        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(names(there)).containsAll(asked);
    }

    private static Set<String> asked(String text) {
        return METRIC.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("label_values"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(String exposition) {
        return exposition
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());
    }
}
