package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.plan.PlanProblem;
import dev.assay.operator.plan.TestPlan;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Validates the corpus, and the plans in the documentation, without an API server. */
class CorpusTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private final CorpusSchema schema = new CorpusSchema();

    static List<Corpus.Entry> entries() {
        return Corpus.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void itSaysWhatTheFileExpects(Corpus.Entry entry) {
        List<String> problems = schema.problems(entry.resource());
        if (entry.valid()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(entry.expected()));
        }
    }

    @Test
    void theCorpusHasEveryKind() {
        for (Class<?> kind : Crds.KINDS) {
            String folder = kind.getSimpleName().toLowerCase(java.util.Locale.ROOT) + "/";
            assertThat(entries())
                    .as(folder)
                    .anyMatch(entry -> entry.name().startsWith(folder + "valid-"))
                    .anyMatch(entry -> entry.name().startsWith(folder + "invalid-"));
        }
    }

    @Test
    void plansInTheDocumentationAreValid() throws IOException {
        List<GenericKubernetesResource> shown = BLOCK.matcher(Files.readString(Path.of("../docs/test-plans.md")))
                .results()
                .map((MatchResult block) -> YAML.unmarshal(block.group(1), GenericKubernetesResource.class))
                .toList();
        assertThat(shown).hasSize(3);
        for (GenericKubernetesResource resource : shown) {
            assertThat(schema.problems(resource)).isEmpty();
            if (resource.getKind().equals("TestPlan")) {
                assertThat(PlanProblem.of(
                                YAML.convertValue(resource, TestPlan.class).getSpec(), Instant.EPOCH))
                        .isEmpty();
            }
        }
    }
}
