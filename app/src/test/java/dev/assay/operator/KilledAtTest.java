package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator dies exactly at the requested step. */
@EnableKubernetesMockClient(https = false, crud = true)
class KilledAtTest {
    KubernetesClient client;

    @ParameterizedTest
    @CsvSource({"1, BEFORE, 0", "1, AFTER, 1", "2, BEFORE, 1", "2, AFTER, 2", "3, BEFORE, 2"})
    void aStepOfTheApiServerIsDoneOrNot(int step, KilledAt.Moment moment, int made) {
        client.configMaps().inNamespace("mortal").delete();
        KilledAt kill = new KilledAt(step, moment);
        try (KubernetesClient mortal = kill.client(client.getConfiguration())) {
            assertThatThrownBy(() -> {
                        for (int i = 1; i <= 3; i++) {
                            mortal.resource(configMap("number-" + i)).create();
                        }
                    })
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("killed: "));
            assertThat(kill.isDead()).isTrue();
            assertThat(kill.steps()).hasSize(step);
            assertThatThrownBy(() -> mortal.resource(configMap("later")).create())
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("killed: already"));
        }
        assertThat(client.configMaps().inNamespace("mortal").list().getItems()).hasSize(made);
    }

    @ParameterizedTest
    @CsvSource({"1, BEFORE, 0", "1, AFTER, 1", "2, BEFORE, 1", "2, AFTER, 2"})
    void aCommitIsDoneOrNot(int step, KilledAt.Moment moment, int stored) throws IOException {
        TestDatabase database = TestDatabase.fresh();
        database.execute("CREATE TABLE stored (number int)");
        KilledAt kill = new KilledAt(step, moment);
        try (CommitRelay relay = kill.relay(database)) {
            assertThatThrownBy(() -> insertTwice(relay.through())).isInstanceOf(SQLException.class);
            assertThat(kill.isDead()).isTrue();
            assertThatThrownBy(() -> relay.through().connect()).isInstanceOf(SQLException.class);
        }
        assertThat(database.strings("SELECT count(*) FROM stored")).containsExactly(String.valueOf(stored));
    }

    @Test
    void withoutAKillEveryStepIsDone() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        database.execute("CREATE TABLE stored (number int)");
        KilledAt kill = KilledAt.never();
        try (CommitRelay relay = kill.relay(database)) {
            insertTwice(relay.through());
        }
        assertThat(database.strings("SELECT count(*) FROM stored")).containsExactly("2");
        assertThat(kill.steps()).containsExactly("COMMIT", "COMMIT");
    }

    private static void insertTwice(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 2; i++) {
                statement.execute("INSERT INTO stored VALUES (" + i + ")");
                connection.commit();
            }
        }
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("mortal")
                .withName(name)
                .endMetadata()
                .build();
    }
}
