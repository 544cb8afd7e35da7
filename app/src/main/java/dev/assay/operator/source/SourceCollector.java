package dev.assay.operator.source;

import dev.assay.database.AuditContext;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.Subject;
import dev.assay.operator.source.CollectedResults.ContainerOutput;
import dev.assay.operator.source.log.LogFile;
import dev.assay.operator.source.log.ReportScan;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import dev.assay.upload.ReportFormat;
import dev.assay.upload.ReportResults;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.Excerpt;
import dev.assay.upload.junit.Warnings;
import dev.assay.web.intake.UploadSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the results of finished Jobs and Pods, and has them recorded. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class SourceCollector {
    private static final Logger LOG = LoggerFactory.getLogger(SourceCollector.class);
    /** How many characters of the log are kept with an exit code, half of them from its end. */
    private static final int EXCERPT = 64 << 10;

    /** How long reading a log is retried if the API server cannot get it from the node. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final KubernetesClient client;
    private final CollectionRecorder records;
    private final SourceSettings settings;
    private final UploadSettings uploads;
    private final Clock clock;
    private final Semaphore room;
    /** When a log could not be read for the first time, by uid of the Job or Pod; holds those that are still retried. */
    private final Map<String, Instant> failing = new ConcurrentHashMap<>();

    SourceCollector(
            KubernetesClient client,
            CollectionRecorder records,
            SourceSettings settings,
            UploadSettings uploads,
            Clock clock) {
        this.client = client;
        this.records = records;
        this.settings = settings;
        this.uploads = uploads;
        this.clock = clock;
        this.room = new Semaphore(settings.parallelism());
    }

    /** The result of collecting one Job or Pod. */
    sealed interface Outcome {
        /** @param error what is wrong with its result files; null if they are fine */
        record Recorded(Finished finished, @Nullable String error) implements Outcome {}

        /** The artefact under test cannot be determined until its labels or the source change. */
        record Unmapped(Finished finished, String problem) implements Outcome {}

        /** Another process has recorded it meanwhile, or nothing has changed since it could not be mapped. */
        record Repeated() implements Outcome {}

        /** The operator is not allowed to read it. */
        record Forbidden(String problem) implements Outcome {}

        /** It failed for now and will be tried again. */
        record Later(String problem) implements Outcome {}
    }

    /** Collects a batch of these objects, a few at once, and returns when each was tried. */
    List<Outcome> collect(CollectionRecorder.SourceId sourceId, SourceSpec spec, List<Finished> open) {
        List<Callable<Outcome>> work = batch(open, clock.instant()).stream()
                .<Callable<Outcome>>map(finished -> () -> inTurn(sourceId, spec, finished))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> done : threads.invokeAll(work)) {
                outcomes.add(done.get());
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the operator stops", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Chooses the batch. If there are more than fit, each round begins at another place, so that objects that always fail do
     * not block the rest.
     */
    private List<Finished> batch(List<Finished> open, Instant now) {
        if (open.size() <= settings.batch()) {
            return open;
        }
        List<Finished> turned = new ArrayList<>(open);
        Collections.rotate(turned, (int) (now.getEpochSecond() % open.size()));
        return turned.subList(0, settings.batch());
    }

    private Outcome inTurn(CollectionRecorder.SourceId sourceId, SourceSpec spec, Finished finished)
            throws InterruptedException {
        room.acquire();
        try {
            return AuditContext.system("collect results").during(() -> collect(sourceId, spec, finished));
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    ? new Outcome.Forbidden(finished.shown() + ": " + e.getMessage())
                    : later(finished, e);
        } catch (RuntimeException e) {
            return later(finished, e);
        } finally {
            room.release();
        }
    }

    private static Outcome later(Finished finished, RuntimeException e) {
        LOG.atWarn().addKeyValue("subject", finished.shown()).setCause(e).log("Not collected; will be tried again");
        return new Outcome.Later(finished.shown() + ": " + e.getMessage());
    }

    private Outcome collect(CollectionRecorder.SourceId sourceId, SourceSpec spec, Finished finished) {
        if (!finished.known()) {
            return unmapped(sourceId, spec, finished, "it has no container '" + finished.container() + "'");
        }
        List<Ending> endings = endings(finished);
        List<HasMetadata> objects = Stream.concat(endings.stream().map(Ending::pod), Stream.of(finished.object()))
                .toList();
        SourceSubject mapped =
                SourceSubject.of(spec.mapping(), sourceId.source(), finished.ciLink(sourceId.cluster()), objects);
        return switch (mapped) {
            case SourceSubject.Unknown(String problem) -> unmapped(sourceId, spec, finished, problem);
            case SourceSubject.Known known -> {
                try (LogFile file = LogFile.in(Path.of(uploads.directory()), settings.logLimit())) {
                    yield record(sourceId, spec, finished, known, endings, file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (CollectionRecorder.NotStarted e) {
                    yield unmapped(sourceId, spec, finished, Objects.requireNonNull(e.getMessage()));
                }
            }
        };
    }

    private Outcome record(
            CollectionRecorder.SourceId sourceId,
            SourceSpec spec,
            Finished finished,
            SourceSubject.Known known,
            List<Ending> endings,
            LogFile file)
            throws IOException {
        ReportFormat format = spec.reportFormat();
        List<ContainerOutput> all = new ArrayList<>();
        for (Ending ending : endings) {
            all.add(output(spec, finished, ending, file));
        }
        Instant now = clock.instant();
        CollectedResults findings = spec.from() == SourceSpec.From.EXIT_CODE
                ? CollectedResults.ofExitCodes(finished, all, known.start().testPlan(), now)
                : CollectedResults.ofReports(finished, all, known.start().testPlan(), now);
        CollectionRecorder.Outcome outcome = records.store(sourceId, finished, known.start(), format, findings, file);
        failing.remove(finished.uid());
        return switch (outcome) {
            case CollectionRecorder.Outcome.Stored(int execution) -> {
                LOG.atInfo()
                        .addKeyValue("subject", finished.shown())
                        .addKeyValue("execution", execution)
                        .log("Collected");
                yield new Outcome.Recorded(finished, findings.error());
            }
            case CollectionRecorder.Outcome.Repeated() -> new Outcome.Repeated();
        };
    }

    private Outcome unmapped(CollectionRecorder.SourceId sourceId, SourceSpec spec, Finished finished, String problem) {
        return records.unmapped(sourceId, finished, problem, finished.fingerprint(spec))
                ? new Outcome.Unmapped(finished, problem)
                : new Outcome.Repeated();
    }

    private List<Ending> endings(Finished finished) {
        if (finished.subject() == Subject.POD) {
            return List.of(Ending.of((Pod) finished.object(), finished.container()));
        }
        Job job = (Job) finished.object();
        Map<String, String> labels = job.getSpec().getSelector() == null
                ? Map.of("job-name", finished.name())
                : job.getSpec().getSelector().getMatchLabels();
        List<Pod> pods = client.pods()
                .inNamespace(finished.namespace())
                .withLabels(labels)
                .list()
                .getItems();
        return Ending.thatCount(pods, finished.uid(), finished.container());
    }

    private ContainerOutput output(SourceSpec spec, Finished finished, Ending ending, LogFile file) throws IOException {
        return switch (spec.from()) {
            case LOG -> {
                try (InputStream log = log(ending)) {
                    yield reports(spec, ending, log, file);
                } catch (KubernetesClientException e) {
                    yield lost(ending, why(finished, e));
                }
            }
            case TERMINATION_MESSAGE ->
                reports(
                        spec,
                        ending,
                        new ByteArrayInputStream(
                                Objects.requireNonNullElse(ending.message(), "").getBytes(StandardCharsets.UTF_8)),
                        file);
            case EXIT_CODE -> {
                try (InputStream log = log(ending)) {
                    yield new ContainerOutput(ending, List.of(), false, null, List.of(), null, excerpt(log));
                } catch (KubernetesClientException e) {
                    yield lost(
                            ending,
                            e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                                    ? "its log may not be read"
                                    : why(finished, e));
                }
            }
        };
    }

    private static ContainerOutput lost(Ending ending, String why) {
        return new ContainerOutput(ending, List.of(), false, null, List.of(), why, null);
    }

    private InputStream log(Ending ending) {
        return client.pods()
                .inNamespace(ending.pod().getMetadata().getNamespace())
                .withName(ending.pod().getMetadata().getName())
                .inContainer(ending.container())
                .limitBytes((int) Math.min(settings.logLimit() + 1, Integer.MAX_VALUE))
                // It has ended: there is nothing to wait for
                .withReadyWaitTimeout(null)
                .getLogInputStream();
    }

    /** Says why a log cannot be read, ever; throws the exception again if a later attempt may succeed. */
    private String why(Finished finished, KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND -> "its log is gone";
            case HttpURLConnection.HTTP_BAD_REQUEST -> "its log cannot be read: " + e.getMessage();
            case HttpURLConnection.HTTP_FORBIDDEN -> throw e;
            default -> {
                // Without a 5xx the node is not at fault: the API server did not answer (code 0), and it comes back
                if (e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                    throw e;
                }
                Instant now = clock.instant();
                Instant since = failing.computeIfAbsent(finished.uid(), uid -> now);
                if (now.isBefore(since.plus(PATIENCE))) {
                    throw e;
                }
                yield "its log could not be read for %d minutes: %s".formatted(PATIENCE.toMinutes(), e.getMessage());
            }
        };
    }

    private ContainerOutput reports(SourceSpec spec, Ending ending, InputStream printed, LogFile file)
            throws IOException {
        LogFile.ByteRange all = file.append(printed);
        List<LogFile.ByteRange> reports = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> repairs = new ArrayList<>();
        boolean failures = false;
        int number = 0;
        try (InputStream log = file.open(all.from(), all.to())) {
            for (ReportScan.Found found : ReportScan.of(log)) {
                number++;
                LogFile.ByteRange report =
                        new LogFile.ByteRange(all.from() + found.from(), all.from() + found.to(), false);
                try {
                    ReadReport read = read(spec.reportFormat(), file, report);
                    failures |= read.failures;
                    reports.add(report);
                    if (read.repairs != null) {
                        repairs.add("Result file %d of Pod %s: %s"
                                .formatted(number, ending.pod().getMetadata().getName(), read.repairs));
                    }
                } catch (BrokenReport e) {
                    problems.add(problem(ending, number, e));
                }
            }
        }
        if (all.cut()) {
            problems.add("More than %,d bytes were printed; what came after them was not read."
                    .formatted(settings.logLimit()));
        }
        return new ContainerOutput(
                ending, reports, failures, problems.isEmpty() ? null : String.join(" ", problems), repairs, null, null);
    }

    private static String problem(Ending ending, int number, BrokenReport broken) {
        String place = broken.line() > 0 ? ", line " + broken.line() : "";
        return "Result file %d of Pod %s%s: %s %s"
                .formatted(number, ending.pod().getMetadata().getName(), place, broken.getMessage(), broken.hint());
    }

    /**
     * A result file that was read to its end.
     *
     * @param failures true if a result failed
     * @param repairs what was changed so that it could be read; null if nothing was
     */
    private record ReadReport(boolean failures, @Nullable String repairs) {}

    /** Reads the file to its end, so that a broken one is found before the transaction begins. */
    private static ReadReport read(ReportFormat format, LogFile file, LogFile.ByteRange report)
            throws IOException, BrokenReport {
        boolean failures = false;
        try (ReportResults results = ReportResults.open(format, file.open(report.from(), report.to()), 0)) {
            for (NewResult next = results.next(); next != null; next = results.next()) {
                failures |= next.status() == ResultStatus.FAILED;
            }
            return new ReadReport(failures, repairs(results.warnings()));
        }
    }

    private static @Nullable String repairs(Warnings warnings) {
        if (warnings.total() == 0) {
            return null;
        }
        String listed = warnings.listed().stream()
                .map(warning -> "line %,d: %s".formatted(warning.line(), warning.detail()))
                .collect(Collectors.joining("\n"));
        String kept = warnings.quarantined().stream()
                .map(record -> "\nNot taken, from line %,d: %s".formatted(record.line(), record.text()))
                .collect(Collectors.joining());
        return "%,d warnings\n%s%s".formatted(warnings.total(), listed, kept);
    }

    private static String excerpt(InputStream log) throws IOException {
        Excerpt excerpt = new Excerpt(EXCERPT);
        new InputStreamReader(log, StandardCharsets.UTF_8).transferTo(excerpt);
        return excerpt.toString();
    }
}
