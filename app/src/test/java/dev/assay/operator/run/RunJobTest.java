package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.artefact.Family;
import dev.assay.execution.StartFields;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.run.job.RunJob;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The artefact that a TestRun names is accepted by start-test. */
class RunJobTest {
    private static final List<String> ARTEFACTS = List.of(
            "{'family':'snap','name':'n','version':'1','revision':7,'track':'latest','store':'ubuntu','stage':'beta','branch':'fix'}",
            "{'family':'deb','name':'n','version':'1','series':'jammy','repo':'main','stage':'proposed'}",
            "{'family':'deb','name':'n','version':'1','series':'jammy','repo':'main','source':'https://ppa.example/x'}",
            "{'family':'charm','name':'n','version':'1','revision':7,'track':'latest','stage':'edge'}",
            "{'family':'image','sha256':'abc','name':'n','version':'1','os':'ubuntu','release':'noble','owner':'o','imageUrl':'https://images.example/x','stage':'pending'}",
            "{'family':'image','sha256':'abc'}",
            "{'family':'solution','name':'n','version':'1','track':'latest','source':'s','stage':'stable'}",
            "{'family':'oci','name':'n','version':'1','digest':'sha256:" + "0".repeat(64) + "'}",
            "{'family':'generic','name':'n','version':'1'}");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void startTestAcceptsEveryFamily(int index) throws IOException {
        ArtefactSpec artefact =
                new ObjectMapper().readValue(ARTEFACTS.get(index).replace('\'', '"'), ArtefactSpec.class);
        RunJob job = new RunJob(
                "team",
                "run",
                "uid",
                "plan",
                Plans.environment("lab"),
                step("unit"),
                0,
                1,
                artefact,
                "kubernetes://c/1");
        assertThat(StartFields.read(job.subject())).isInstanceOfSatisfying(StartFields.Outcome.Read.class, read -> {
            assertThat(read.start().artefact().family()).isEqualTo(artefact.family());
            assertThat(read.start().environment()).isEqualTo("lab");
            assertThat(read.start().testPlan()).isEqualTo("plan/unit");
        });
    }

    @Test
    void everyFamilyHasAnExample() {
        assertThat(ARTEFACTS.stream().map(text -> text.replaceAll(".*'family':'([a-z]+)'.*", "$1")))
                .containsAll(Arrays.stream(Family.values()).map(Family::wire).collect(Collectors.toSet()));
    }
}
