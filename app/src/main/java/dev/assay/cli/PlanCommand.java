package dev.assay.cli;

import dev.assay.operator.trial.Trial;
import dev.assay.operator.trial.TrialOutcome;
import dev.assay.operator.trial.TrialRequest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay plan try}: for people who write a TestPlan. */
@Command(
        name = "plan",
        description = "Write TestPlans.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class PlanCommand {
    /** The test failed. */
    static final int FAILED = 1;
    /** It did not get as far. */
    static final int ABORTED = 3;

    @Command(
            name = "try",
            description =
                    "Run one step of a plan in the cluster of the current kubeconfig, and print its log. Nothing is recorded, and the plan need not be applied.",
            footer = "Exit code: 0 passed, 1 failed, 2 wrong options or plan, 3 it did not get as far.",
            mixinStandardHelpOptions = true)
    int tryStep(
            @Option(
                            names = {"-f", "--file"},
                            required = true,
                            paramLabel = "FILE",
                            description = "The TestPlan, as YAML or JSON.")
                    Path file,
            @Option(names = "--step", required = true, paramLabel = "NAME", description = "Which step.") String step,
            @Option(
                            names = "--environment",
                            paramLabel = "NAME",
                            description = "Where; the first environment without it.")
                    @Nullable
                    String environment,
            @Option(
                            names = "--artefact",
                            split = ",",
                            paramLabel = "FIELD=VALUE",
                            description =
                                    "What the step is told that it tests: fields as in a TestRun, such as family=generic,name=web,version=1.2.")
                    @Nullable
                    Map<String, String> artefact,
            @Option(
                            names = "--namespace",
                            paramLabel = "NAME",
                            description =
                                    "Where its Job is made: without it the plan's namespace, else the kubeconfig's.")
                    @Nullable
                    String namespace,
            @Option(names = "--shard", paramLabel = "N", description = "Only this shard, from 0; all without it.")
                    @Nullable
                    Integer shard,
            @Option(names = "--keep", description = "Leave the Job when it has ended.") boolean keep,
            @Option(
                            names = "--no-files",
                            description =
                                    "Do not look which result files are left (looking adds a container of the same image, which needs sh and find).")
                    boolean noFiles)
            throws InterruptedException {
        TrialRequest request = new TrialRequest(
                file, step, environment, artefact == null ? Map.of() : artefact, namespace, shard, keep, !noFiles);
        PrintStream out = System.out;
        return switch (Trial.run(request, out)) {
            case TrialOutcome.Passed() -> {
                out.println("Passed");
                yield 0;
            }
            case TrialOutcome.Failed(String message) -> {
                out.println("Failed: " + message);
                yield FAILED;
            }
            case TrialOutcome.Aborted(String message) -> {
                out.println("Aborted: " + message);
                yield ABORTED;
            }
            case TrialOutcome.Refused(String message) -> throw new CommandRefusal(CommandRefusal.USAGE, message);
        };
    }
}
