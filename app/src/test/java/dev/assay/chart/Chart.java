package dev.assay.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The chart as Helm renders it without a cluster: release {@code assay} in namespace {@code team}. Its hooks, which Helm would then
 * leave out, are ordinary objects here.
 */
public record Chart(Path directory) {
    /** The chart in the sources. */
    public static final Path SOURCE = Path.of("../chart");

    public static final String RELEASE = "assay";
    public static final String NAMESPACE = "team";
    private static final String KUBERNETES = "1.34";

    private static final Pattern HOOK = Pattern.compile("(?m)^ +(annotations:\\n +)?helm\\.sh/hook.*\\n");
    private static final KubernetesSerialization READER = new KubernetesSerialization();

    /** A copy whose hooks are ordinary objects. */
    public static Chart copy(Path directory) {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(SOURCE.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (file.getParent().endsWith("tests")) {
                    Files.writeString(copy, HOOK.matcher(Files.readString(file)).replaceAll(""));
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(directory);
    }

    /** The output of Helm. If the values are wrong, the message of the IllegalStateException says why. */
    public String render(List<Path> values) {
        return render(values, NAMESPACE);
    }

    /** The output for another namespace. */
    public String render(List<Path> values, String namespace) {
        TemplateCommand template = new Helm(directory)
                .template()
                .withName(RELEASE)
                .withNamespace(namespace)
                .withKubeVersion(KUBERNETES);
        values.forEach(template::withValuesFile);
        return template.call();
    }

    /** The notes that people read after an installation. */
    public String notes(List<Path> values) {
        InstallCommand install = new Helm(directory)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT);
        values.forEach(install::withValuesFile);
        String output = install.call().getOutput();
        return output.substring(output.indexOf("NOTES:") + "NOTES:".length()).strip();
    }

    public LintResult lint() {
        return new Helm(directory).lint().strict().call();
    }

    /** The objects in the output of Helm. */
    public static List<HasMetadata> objects(String rendered) {
        return KubernetesSchemas.documents(rendered).stream().map(Chart::object).toList();
    }

    static HasMetadata object(Map<String, Object> document) {
        return READER.unmarshal(READER.asYaml(document), HasMetadata.class);
    }
}
