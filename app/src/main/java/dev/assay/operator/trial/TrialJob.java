package dev.assay.operator.trial;

import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.Names;
import dev.assay.operator.run.job.Jobs;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;

/** Builds the Job that a run would create, with a container that lists the files in place of the collector: nothing is recorded. */
final class TrialJob {
    /** The container that lists the files that the test has left. */
    static final String LOOK = "assay-look";

    /** The prefix of each file name that it prints. */
    static final String MARK = "assay-file: ";

    /** The line that it prints after the last of them. */
    static final String END = "assay-files-end";

    private static final int LIFE_SECONDS = 3600;

    private TrialJob() {}

    /** @param trial distinguishes this trial from all others */
    static Job of(TrialSubject subject, String namespace, String trial, int shard, boolean look) {
        RunJob job = new RunJob(
                namespace,
                Names.of("try", subject.plan(), trial),
                null,
                subject.plan(),
                subject.environment(),
                subject.step(),
                shard,
                1,
                subject.artefact(),
                "try://" + trial);
        Job made = Jobs.of(job, new RunSettings("none", "", "", "", ""));
        PodSpec pod = made.getSpec().getTemplate().getSpec();
        Step.ResultFiles results = subject.step().results();
        List<Container> before = new ArrayList<>();
        for (Container container : pod.getInitContainers()) {
            if (!container.getName().equals(Jobs.COLLECTOR)) {
                before.add(container);
            } else if (look && results != null) {
                before.add(look(pod.getContainers().getFirst(), results.directoryOrDefault()));
            }
        }
        pod.setInitContainers(before);
        pod.setVolumes(pod.getVolumes().stream()
                .filter(volume -> !volume.getName().equals(Jobs.TOKEN))
                .toList());
        return new JobBuilder(made)
                .editSpec()
                // No operator ends it
                .withActiveDeadlineSeconds(
                        Math.max(1, subject.step().timeoutOrDefault().toSeconds()))
                // In case the trial cannot remove it
                .withTtlSecondsAfterFinished(LIFE_SECONDS)
                .endSpec()
                .build();
    }

    /**
     * The container that lists files. It uses the test's own image, so that no other image is needed, and prints the list when
     * it gets SIGTERM.
     */
    private static Container look(Container test, String directory) {
        return new ContainerBuilder()
                .withName(LOOK)
                .withImage(test.getImage())
                .withImagePullPolicy(test.getImagePullPolicy())
                .withSecurityContext(test.getSecurityContext())
                .withRestartPolicy("Always")
                .withCommand(
                        "sh",
                        "-c",
                        "trap 'cd \"$0\" && { find . -type f | sort | sed \"s|^\\./|" + MARK + "|\"; echo " + END
                                + "; }; exit 0' TERM; while :; do sleep 1; done",
                        directory)
                .withVolumeMounts(new VolumeMountBuilder()
                        .withName(Jobs.RESULTS)
                        .withMountPath(directory)
                        .withReadOnly(true)
                        .build())
                .build();
    }
}
