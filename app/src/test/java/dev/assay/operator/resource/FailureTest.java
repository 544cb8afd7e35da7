package dev.assay.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static KubernetesClientException answer(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    @Test
    void aMissingRightIsNamed() {
        Condition.Failure failure =
                Condition.Failure.of(new IllegalStateException(answer(403, "jobs.batch is forbidden: cannot create")));
        assertThat(failure.reason()).isEqualTo("Forbidden");
        assertThat(failure.message()).contains("lacks a right: jobs.batch is forbidden", "rbac.create");
    }

    @Test
    void everythingElseIsTriedAgain() {
        assertThat(Condition.Failure.of(answer(500, "etcd is full")).message())
                .contains("the API server answered etcd is full. If");
        Condition.Failure ofDatabase =
                Condition.Failure.of(new RuntimeException("outer", new RuntimeException("refused.\nat line 2")));
        assertThat(ofDatabase.reason()).isEqualTo("Retrying");
        assertThat(ofDatabase.message()).contains("tries again: refused. If this stays, check that the database");
        assertThat(Condition.Failure.of(new NullPointerException()).message()).contains("NullPointerException");
    }
}
