package dev.assay.operator.run.job;

import dev.assay.collect.CollectSettings;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the Jobs of a run. Settings of the step's template are kept, except those that the run itself must set. */
public final class Jobs {
    /** The annotation with the run's full name on Pods; the label may have a shortened one. */
    public static final String RUN_NAME = Group.NAME + "/run-name";

    /** The sidecar that sends results. */
    public static final String COLLECTOR = "assay-collect";

    /** The volume that the test writes results to. */
    public static final String RESULTS = "assay-results";
    /** The volume of the collector's token. */
    public static final String TOKEN = "assay-token";

    private static final String TEMPORARY = "assay-tmp";
    private static final String TOKEN_DIRECTORY = "/var/run/secrets/assay";
    private static final long TOKEN_LIFE = 3600L;
    /** The user id of the collector, as in the image. */
    private static final long USER = 65532L;
    /** How many seconds Pods may take to end: an API that is away for ten minutes at a test's end loses no results. */
    private static final long GRACE = 620L;

    /** How much earlier the collector gives up, so that it can say what it did not deliver. */
    private static final long RESERVE = 20L;
    /** The file whose content a kubelet adds to the state of a container that has ended. */
    private static final String MESSAGE = "/dev/termination-log";

    /**
     * How long after the step's timeout Kubernetes ends the Job itself: the operator ends it earlier and keeps the log, unless
     * it is down. A collector may take ten of these minutes.
     */
    private static final Duration NET = Duration.ofMinutes(15);

    private static final int PROBE_TIMEOUT = 5;
    /** How often the startup is probed, once a second: a busy node may take minutes to start a Java program. */
    private static final int PROBES = 300;
    /** The architectures that Kubernetes knows, as it names them on nodes. */
    private static final Set<String> KNOWN = Set.of("amd64", "arm64", "arm", "ppc64le", "s390x", "riscv64", "386");

    private Jobs() {}

    public static Job of(RunJob job, RunSettings settings) {
        Map<String, String> labels = labels(job);
        if (!settings.operatorClass().isEmpty()) {
            labels.put(Group.CLASS, settings.operatorClass());
        }
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace(job.namespace())
                .withName(job.name())
                .withLabels(labels)
                .withOwnerReferences(owners(job))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withCompletions(1)
                .withParallelism(1)
                .withActiveDeadlineSeconds(
                        job.step().timeoutOrDefault().plus(NET).toSeconds())
                .withTemplate(template(job, labels, settings))
                .endSpec()
                .build();
    }

    private static List<OwnerReference> owners(RunJob job) {
        return job.ownerUid() == null
                ? List.of()
                : List.of(new OwnerReferenceBuilder()
                        .withApiVersion(Group.NAME + "/" + Group.VERSION)
                        .withKind("TestRun")
                        .withName(job.owner())
                        .withUid(job.ownerUid())
                        .withController(true)
                        .build());
    }

    private static Map<String, String> labels(RunJob job) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(Group.MANAGED_BY, Group.FIELD_MANAGER);
        labels.put(Group.PLAN, Names.label(job.plan()));
        labels.put(Group.RUN, Names.label(job.owner()));
        labels.put(Group.ENVIRONMENT, Names.label(job.environment().name()));
        labels.put(Group.STEP, job.step().name());
        labels.put(Group.SHARD, String.valueOf(job.shard()));
        labels.put(Group.ATTEMPT, String.valueOf(job.attempt()));
        return labels;
    }

    private static PodTemplateSpec template(RunJob job, Map<String, String> labels, RunSettings settings) {
        PodTemplateSpec template = new PodTemplateSpecBuilder(job.step().template())
                .editOrNewMetadata()
                .addToLabels(labels)
                .addToAnnotations(RUN_NAME, job.owner())
                .endMetadata()
                .editOrNewSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build();
        PodSpec pod = template.getSpec();
        place(pod, job.environment());
        if (!pod.getContainers().isEmpty()) {
            test(pod.getContainers().getFirst(), job);
        }
        if (job.step().results() != null) {
            collect(pod, job, settings);
        }
        return template;
    }

    private static void place(PodSpec pod, Environment environment) {
        Map<String, String> nodes = new LinkedHashMap<>();
        if (KNOWN.contains(environment.architectureOrDefault())) {
            nodes.put("kubernetes.io/arch", environment.architectureOrDefault());
        }
        nodes.putAll(orEmpty(environment.nodeSelector()));
        nodes.putAll(orEmpty(pod.getNodeSelector()));
        pod.setNodeSelector(nodes);
        List<Toleration> tolerations = new ArrayList<>(pod.getTolerations());
        if (environment.tolerations() != null) {
            tolerations.addAll(environment.tolerations());
        }
        pod.setTolerations(tolerations);
    }

    private static void test(Container container, RunJob job) {
        List<EnvVar> variables = new ArrayList<>(container.getEnv());
        Set<String> said = variables.stream().map(EnvVar::getName).collect(Collectors.toSet());
        variables(job).forEach((name, value) -> {
            if (!said.contains(name)) {
                variables.add(variable(name, value));
            }
        });
        container.setEnv(variables);
        if (container.getResources() == null) {
            container.setResources(job.environment().resources());
        }
    }

    /** The variables of the test container. */
    private static Map<String, String> variables(RunJob job) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ASSAY_PLAN", job.plan());
        variables.put("ASSAY_RUN", job.owner());
        variables.put("ASSAY_STEP", job.step().name());
        variables.put("ASSAY_ENVIRONMENT", job.environment().name());
        variables.put("ASSAY_ARCHITECTURE", job.environment().architectureOrDefault());
        variables.put("ASSAY_SHARD", String.valueOf(job.shard()));
        variables.put("ASSAY_SHARDS", String.valueOf(job.step().shardsOrDefault()));
        variables.put("ASSAY_ATTEMPT", String.valueOf(job.attempt()));
        job.artefact()
                .members()
                .forEach((name, value) ->
                        variables.put("ASSAY_ARTEFACT_" + name.toUpperCase(java.util.Locale.ROOT), value));
        Step.ResultFiles results = job.step().results();
        if (results != null) {
            variables.put("ASSAY_RESULTS_DIR", results.directoryOrDefault());
        }
        return variables;
    }

    private static void collect(PodSpec pod, RunJob job, RunSettings settings) {
        Step.ResultFiles results = java.util.Objects.requireNonNull(job.step().results());
        if (pod.getTerminationGracePeriodSeconds() == null) {
            pod.setTerminationGracePeriodSeconds(GRACE);
        }
        List<Volume> volumes = new ArrayList<>(pod.getVolumes());
        if (volumes.stream().noneMatch(volume -> volume.getName().equals(RESULTS))) {
            volumes.add(empty(RESULTS));
        }
        volumes.add(empty(TEMPORARY));
        volumes.add(token());
        pod.setVolumes(volumes);
        if (!pod.getContainers().isEmpty()) {
            Container container = pod.getContainers().getFirst();
            List<VolumeMount> mounts = new ArrayList<>(container.getVolumeMounts());
            if (mounts.stream().noneMatch(mount -> mount.getName().equals(RESULTS))) {
                mounts.add(mount(RESULTS, results.directoryOrDefault(), false));
            }
            container.setVolumeMounts(mounts);
        }
        List<Container> before = new ArrayList<>();
        before.add(collector(job, results, settings, pod.getTerminationGracePeriodSeconds()));
        before.addAll(pod.getInitContainers());
        pod.setInitContainers(before);
    }

    private static Container collector(RunJob job, Step.ResultFiles results, RunSettings settings, long grace) {
        return new ContainerBuilder()
                .withName(COLLECTOR)
                .withImage(settings.collectorImage())
                .withArgs("collect")
                // Starts before the others, and gets SIGTERM when they have ended
                .withRestartPolicy("Always")
                .withEnv(List.of(
                        variable("ASSAY_URL", settings.apiUrl()),
                        variable("ASSAY_TEST", query(job.subject()) + "&part=" + job.shard()),
                        variable("ASSAY_RESULTS", String.join("\n", results.paths())),
                        variable("ASSAY_LOGS", String.join("\n", results.logs() == null ? List.of() : results.logs())),
                        variable("ASSAY_RESULTS_DIR", Step.ResultFiles.DIRECTORY),
                        variable("ASSAY_TOKEN_FILE", TOKEN_DIRECTORY + "/token"),
                        variable("ASSAY_FINISH", "false"),
                        variable("ASSAY_UNDELIVERED_FILE", MESSAGE),
                        variable("ASSAY_GRACE", Math.max(1, grace - RESERVE) + "s")))
                .withVolumeMounts(
                        mount(RESULTS, Step.ResultFiles.DIRECTORY, false),
                        mount(TEMPORARY, "/tmp", false),
                        mount(TOKEN, TOKEN_DIRECTORY, true))
                // The test begins once the collector handles SIGTERM: one before that would lose results
                .withNewStartupProbe()
                .withNewExec()
                .withCommand("/bin/sh", "-c", "test -d " + Step.ResultFiles.DIRECTORY + "/" + CollectSettings.SPOOL)
                .endExec()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(PROBE_TIMEOUT)
                .withFailureThreshold(PROBES)
                .endStartupProbe()
                .withNewResources()
                .addToRequests("cpu", new Quantity("50m"))
                .addToRequests("memory", new Quantity("80Mi"))
                .addToLimits("memory", new Quantity("128Mi"))
                .endResources()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withReadOnlyRootFilesystem(true)
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .build();
    }

    private static Volume empty(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    private static Volume token() {
        return new VolumeBuilder()
                .withName(TOKEN)
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withAudience("assay")
                .withExpirationSeconds(TOKEN_LIFE)
                .withPath("token")
                .endServiceAccountToken()
                .endSource()
                .endProjected()
                .build();
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly ? Boolean.TRUE : null)
                .build();
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static String query(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> orEmpty(@org.jspecify.annotations.Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
