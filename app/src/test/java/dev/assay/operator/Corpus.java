package dev.assay.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Valid ({@code valid-*.yaml}) and invalid ({@code invalid-*.yaml}) custom resources in {@code src/test/resources/crds}, with a
 * folder for each kind. The first line of an invalid one ({@code # expect: …}) holds a part of the cluster's error message.
 */
final class Corpus {
    private static final Path FOLDER = Path.of("src/test/resources/crds");
    private static final String EXPECT = "# expect: ";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Corpus() {}

    /** One file. */
    record Entry(String name, String text) {
        boolean valid() {
            return name.contains("/valid-");
        }

        String expected() {
            String first = text.lines().findFirst().orElse("");
            if (!first.startsWith(EXPECT)) {
                throw new IllegalStateException(name + " needs a first line with what is expected: " + EXPECT + "…");
            }
            return first.substring(EXPECT.length()).strip();
        }

        GenericKubernetesResource resource() {
            return YAML.unmarshal(text, GenericKubernetesResource.class);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All files; one whose name says neither valid nor invalid is an error. */
    static List<Entry> entries() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().map(Corpus::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry read(Path file) {
        String name = FOLDER.relativize(file).toString();
        if (!name.matches("[a-z]+/(in)?valid-[a-z0-9-]+\\.yaml")) {
            throw new IllegalStateException(name + " is not named <kind>/valid-*.yaml or <kind>/invalid-*.yaml");
        }
        try {
            return new Entry(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
