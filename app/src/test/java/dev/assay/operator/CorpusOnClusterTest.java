package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the answers of a real API server to the corpus. */
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusOnClusterTest {
    private final Cluster cluster;

    CorpusOnClusterTest(Cluster cluster) {
        this.cluster = cluster;
        cluster.installCrds();
    }

    static List<Corpus.Entry> entries() {
        return Corpus.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void itSaysWhatTheFileExpects(Corpus.Entry entry) {
        if (entry.valid()) {
            create(entry);
        } else {
            assertThatThrownBy(() -> create(entry))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getStatus().getMessage()).contains(entry.expected()));
        }
    }

    private void create(Corpus.Entry entry) {
        cluster.client()
                .resource(entry.resource())
                .inNamespace(cluster.namespace())
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }
}
