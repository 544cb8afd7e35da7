package dev.assay.operator.trial;

import dev.assay.operator.plan.Step;
import dev.assay.operator.run.job.LiveJobs;
import dev.assay.operator.run.job.Shard;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tries one step of a plan on the cluster of the current kubeconfig, as a run would, and prints what happens. */
public final class Trial {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_LINES = Duration.ofSeconds(10);
    /** How long to wait beyond the step's own timeout, which normally ends the Job: the cluster may have no Job controller. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int LETTERS = 6;
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final PrintStream out;

    Trial(KubernetesClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /** Runs the trial to its end, then removes what it created; also if the process gets a signal to end. */
    public static TrialOutcome run(TrialRequest request, PrintStream out) throws InterruptedException {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            return new Trial(client, out).run(request);
        } catch (KubernetesClientException e) {
            return new TrialOutcome.Refused("The cluster cannot be used: " + reason(e)
                    + ". Look at KUBECONFIG, and at what you may do in the namespace (kubectl auth can-i create jobs)");
        }
    }

    TrialOutcome run(TrialRequest request) throws InterruptedException {
        TrialSubject subject;
        try {
            subject = TrialSubject.of(request, client);
        } catch (TrialSubject.NotThere e) {
            return new TrialOutcome.Refused(String.valueOf(e.getMessage()));
        }
        String namespace = namespace(request, subject);
        Optional<String> refusal = validate(subject, namespace);
        if (refusal.isPresent()) {
            return new TrialOutcome.Refused(refusal.get());
        }
        int shards = subject.step().shardsOrDefault();
        if (request.shard() != null && (request.shard() < 0 || request.shard() >= shards)) {
            return new TrialOutcome.Refused("Step " + subject.step().name() + " has shards 0 to " + (shards - 1));
        }
        return attempt(request, subject, namespace, request.files())
                .or(() -> again(request, subject, namespace))
                .orElseGet(() -> new TrialOutcome.Aborted("Interrupted"));
    }

    /** Runs the step again without listing the files, for images that have no shell. */
    private Optional<TrialOutcome> again(TrialRequest request, TrialSubject subject, String namespace) {
        if (Thread.currentThread().isInterrupted()) {
            return Optional.empty();
        }
        out.println(
                "The image has no shell (sh, find), so the files that would be kept cannot be listed. Trying again without the list:");
        try {
            return attempt(request, subject, namespace, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private String namespace(TrialRequest request, TrialSubject subject) {
        if (request.namespace() != null) {
            return request.namespace();
        }
        String ofPlan = subject.written().getMetadata().getNamespace();
        return ofPlan != null ? ofPlan : Objects.requireNonNullElse(client.getNamespace(), "default");
    }

    /** Why the cluster would refuse the plan; empty if it would accept it, does not know plans, or does not let us ask. */
    private Optional<String> validate(TrialSubject subject, String namespace) {
        try {
            client.resource(subject.written())
                    .inNamespace(namespace)
                    .dryRun()
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                    Optional.of("The cluster refuses the plan: " + reason(e));
                case HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
                default -> {
                    out.println("The plan itself is not checked: " + reason(e));
                    yield Optional.empty();
                }
            };
        }
    }

    /** Runs the step once; empty if the image has no shell to list the files with. */
    private Optional<TrialOutcome> attempt(TrialRequest request, TrialSubject subject, String namespace, boolean look)
            throws InterruptedException {
        String trial = UUID.randomUUID().toString().substring(0, LETTERS);
        List<Job> jobs = new ArrayList<>();
        Thread cleaner = new Thread(() -> remove(jobs), "trial-cleaner");
        if (!request.keep()) {
            Runtime.getRuntime().addShutdownHook(cleaner);
        }
        try {
            for (int shard : shards(request, subject.step())) {
                Job job = TrialJob.of(subject, namespace, trial, shard, look);
                // The cleaner must know the Job before it exists
                synchronized (jobs) {
                    jobs.add(job);
                }
                client.resource(job).create();
                out.println("Job " + namespace + "/" + job.getMetadata().getName());
            }
            List<Shard> ended = new ArrayList<>();
            boolean results = false;
            for (Job job : jobs) {
                Optional<Shard> shard = follow(job, subject.step());
                if (shard.isEmpty()) {
                    return Optional.empty();
                }
                ended.add(shard.get());
                results |= files(job, subject.step(), shard.get(), look);
            }
            return Optional.of(outcome(subject.step(), ended, results));
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
                return Optional.of(new TrialOutcome.Refused("The cluster refuses the Job: " + reason(e)));
            }
            throw e;
        } finally {
            if (!request.keep()) {
                remove(jobs);
                release(cleaner);
            }
        }
    }

    private static void release(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The process is ending; the hook runs already, and finds nothing
        }
    }

    private static List<Integer> shards(TrialRequest request, Step step) {
        return request.shard() != null
                ? List.of(request.shard())
                : IntStream.range(0, step.shardsOrDefault()).boxed().toList();
    }

    private void remove(List<Job> jobs) {
        List<Job> made;
        synchronized (jobs) {
            made = List.copyOf(jobs);
            jobs.clear();
        }
        // An interrupted thread could not call the cluster
        boolean interrupted = Thread.interrupted();
        try {
            made.forEach(job -> client.resource(job).delete());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Prints the output of the test until it has ended; empty if the container that lists the files cannot start. */
    private Optional<Shard> follow(Job job, Step step) throws InterruptedException {
        long deadline =
                System.nanoTime() + step.timeoutOrDefault().plus(PATIENCE).toNanos();
        String said = "";
        LogWatch log = null;
        try {
            while (true) {
                List<Pod> pods = pods(job);
                Job now = client.resource(job).get();
                if (now == null) {
                    return Optional.of(gone(job, "its Job was removed during the trial"));
                }
                Shard shard = Shard.of(now, pods);
                if (pods.stream().anyMatch(Trial::cannotLook)) {
                    return Optional.empty();
                }
                if (log == null && pods.stream().anyMatch(Trial::hasBegun)) {
                    log = watch(job, pods.getLast());
                }
                if (shard.state() != Shard.State.RUNNING) {
                    drain(log);
                    if (log == null) {
                        logOfOther(job, shard);
                    }
                    return Optional.of(shard.remembering(said));
                }
                String waits = shard.pod() == null
                        ? LiveJobs.whyNoPod(
                                client,
                                job.getMetadata().getNamespace(),
                                job.getMetadata().getName())
                        : shard.message();
                if (!waits.isEmpty() && !waits.equals(said)) {
                    said = waits;
                    out.println("Waiting: " + said);
                }
                if (System.nanoTime() > deadline) {
                    return Optional.of(gone(job, "it has not ended in time: " + said));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
            }
        } finally {
            if (log != null) {
                log.close();
            }
        }
    }

    private static Shard gone(Job job, String message) {
        return new Shard(
                job.getMetadata().getName(), Shard.State.FAILED, false, "Lost", message, null, null, null, null);
    }

    private List<Pod> pods(Job job) {
        return client.pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("job-name", job.getMetadata().getName())
                .list()
                .getItems();
    }

    private LogWatch watch(Job job, Pod pod) {
        out.println("--- " + pod.getMetadata().getName());
        return client.pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(pod.getSpec().getContainers().getFirst().getName())
                .watchLog(out);
    }

    /** Prints the log of the container because of which the test did not begin. */
    private void logOfOther(Job job, Shard shard) {
        if (shard.state() != Shard.State.FAILED || shard.pod() == null || shard.container() == null) {
            return;
        }
        try {
            String log = client.pods()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withName(shard.pod())
                    .inContainer(shard.container())
                    .withReadyWaitTimeout(null)
                    .getLog();
            out.println("--- " + shard.pod() + ", container " + shard.container());
            out.print(log);
        } catch (KubernetesClientException e) {
            out.println("The log of container " + shard.container() + " cannot be read: " + reason(e));
        }
    }

    /** The last lines may come a moment after the end. */
    private void drain(@Nullable LogWatch log) throws InterruptedException {
        if (log == null) {
            return;
        }
        try {
            Throwable failure = log.onClose().toCompletableFuture().get(LAST_LINES.toSeconds(), TimeUnit.SECONDS);
            if (failure != null) {
                out.println("The log cannot be read: " + failure.getMessage());
            }
        } catch (TimeoutException e) {
            out.println("The rest of the log did not arrive");
        } catch (ExecutionException e) {
            out.println("The log cannot be read: " + e.getMessage());
        }
    }

    private static boolean hasBegun(Pod pod) {
        return state(pod, pod.getSpec().getContainers().getFirst().getName())
                .filter(state -> state.getRunning() != null || state.getTerminated() != null)
                .isPresent();
    }

    private static boolean cannotLook(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getInitContainerStatuses().stream()
                        .filter(status -> status.getName().equals(TrialJob.LOOK))
                        .anyMatch(Trial::isBroken);
    }

    private static boolean isBroken(ContainerStatus status) {
        ContainerState state = status.getState();
        ContainerState last = status.getLastState();
        boolean waits = state != null
                && state.getWaiting() != null
                && List.of("CrashLoopBackOff", "RunContainerError")
                        .contains(state.getWaiting().getReason());
        boolean failed = last != null
                && last.getTerminated() != null
                && "StartError".equals(last.getTerminated().getReason());
        return waits || failed;
    }

    private static Optional<ContainerState> state(Pod pod, String container) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(container))
                        .map(ContainerStatus::getState)
                        .filter(Objects::nonNull)
                        .findFirst();
    }

    /** Prints which files a run would keep, and which it would not. False if it is certain that none has results. */
    private boolean files(Job job, Step step, Shard shard, boolean look) {
        Step.ResultFiles results = step.results();
        if (results == null) {
            out.println("The step has no results, so its exit code is the only result.");
            return true;
        }
        if (!look || shard.pod() == null) {
            return true;
        }
        List<String> lines;
        try {
            lines = client.pods()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withName(shard.pod())
                    .inContainer(TrialJob.LOOK)
                    .getLog()
                    .lines()
                    .toList();
        } catch (KubernetesClientException e) {
            out.println("The files that would be kept cannot be listed: " + reason(e));
            return true;
        }
        List<String> files = lines.stream()
                .filter(line -> line.startsWith(TrialJob.MARK))
                .map(line -> line.substring(TrialJob.MARK.length()))
                .toList();
        boolean whole = lines.contains(TrialJob.END);
        if (!whole) {
            out.println("The list of files that would be kept is not whole.");
        } else if (files.isEmpty()) {
            out.println("No files are left in " + results.directoryOrDefault() + ".");
        }
        for (String file : files) {
            String fate = matches(results.paths(), file)
                    ? "would be read as results"
                    : results.logs() != null && matches(results.logs(), file)
                            ? "would be kept as a log"
                            : "matches none of the globs and would be lost";
            out.println(file + "  " + fate);
        }
        return !whole || files.stream().anyMatch(file -> matches(results.paths(), file));
    }

    private static boolean matches(List<String> globs, String file) {
        Path path = Path.of(file);
        return globs.stream()
                .anyMatch(glob -> isMatch(glob, path)
                        // As in the collector: **/ also matches no folder at all
                        || (glob.startsWith("**/") && isMatch(glob.substring("**/".length()), path)));
    }

    private static boolean isMatch(String glob, Path path) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(path);
    }

    /**
     * The outcome that a run would have. It does not read the files.
     *
     * @param results false if no file has results
     */
    private static TrialOutcome outcome(Step step, List<Shard> shards, boolean results) {
        for (Shard shard : shards) {
            if (shard.state() != Shard.State.SUCCEEDED && !shard.saidSo()) {
                return new TrialOutcome.Aborted(shard.reason() + ": " + shard.message());
            }
        }
        Optional<Shard> failed = shards.stream().filter(Shard::saidSo).findFirst();
        if (!results) {
            return new TrialOutcome.Aborted(failed.map(shard -> "Crashed: " + shard.message() + ", and no result")
                    .orElseGet(() -> "NoResults: no file matched "
                            + String.join(
                                    " ", Objects.requireNonNull(step.results()).paths())));
        }
        return failed.<TrialOutcome>map(shard -> new TrialOutcome.Failed(shard.message()))
                .orElseGet(TrialOutcome.Passed::new);
    }

    private static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }
}
