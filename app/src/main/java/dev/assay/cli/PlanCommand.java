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

/** {@code assay plan try}: helps people who write a TestPlan. */
@Command(
        name = "plan",
        description = "Help to write TestPlans.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class PlanCommand {
    /** The exit code if the test failed. */
    static final int FAILED = 1;
    /** The exit code if the test ended before it could pass or fail. */
    static final int ABORTED = 3;

    @Command(
            name = "try",
            description =
                    "Run one step of a plan in the cluster of the current kubeconfig, and print its log. Nothing is recorded, and the plan does not have to be applied.",
            footer =
                    "Exit code: 0 passed, 1 failed, 2 wrong options or plan, 3 the test ended before it could pass or fail.",
            mixinStandardHelpOptions = true)
    int tryStep(
            @Option(
                            names = {"-f", "--file"},
                            required = true,
                            paramLabel = "FILE",
                            description = "The TestPlan, as YAML or JSON.")
                    Path file,
            @Option(names = "--step", required = true, paramLabel = "NAME", description = "The step to run.")
                    String step,
            @Option(
                            names = "--environment",
                            paramLabel = "NAME",
                            description = "The environment to run it in; without it, the first one of the plan.")
                    @Nullable
                    String environment,
            @Option(
                            names = "--artefact",
                            split = ",",
                            paramLabel = "FIELD=VALUE",
                            description =
                                    "The artefact that the step is to test: fields as in a TestRun, such as family=generic,name=web,version=1.2.")
                    @Nullable
                    Map<String, String> artefact,
            @Option(
                            names = "--namespace",
                            paramLabel = "NAME",
                            description =
                                    "The namespace for its Job; without it, the plan's, or that of the kubeconfig if the plan has none.")
                    @Nullable
                    String namespace,
            @Option(
                            names = "--shard",
                            paramLabel = "N",
                            description = "Only this shard, counted from 0; without it, all.")
                    @Nullable
                    Integer shard,
            @Option(names = "--keep", description = "Keep the Job when it has ended.") boolean keep,
            @Option(
                            names = "--no-files",
                            description =
                                    "Do not list the result files (listing them adds a container of the same image, which needs sh and find).")
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
