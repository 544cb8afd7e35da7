package dev.assay.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The values with which the chart is tested: a folder for each case in {@code golden/chart}, rendered once. */
final class Cases {
    static final Path ROOT = Path.of("src/test/golden/chart");
    private static final Map<String, String> RENDERED = new TreeMap<>();

    private Cases() {}

    static List<String> names() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values of a case, preceded by those for development if the case is about them. */
    static List<Path> values(String name) {
        List<Path> values = new ArrayList<>();
        if (name.equals("development")) {
            values.add(Chart.SOURCE.resolve("values-development.yaml"));
        }
        values.add(ROOT.resolve(name).resolve("values.yaml"));
        return values;
    }

    static synchronized String rendered(String name) {
        return RENDERED.computeIfAbsent(name, one -> Copy.CHART.render(values(one)));
    }

    /** Created when the first test asks for it. */
    static final class Copy {
        static final Chart CHART = Chart.copy(temporary());

        private Copy() {}

        private static Path temporary() {
            try {
                return Files.createTempDirectory("chart").resolve("assay");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
