package dev.assay.cli;

import picocli.CommandLine.Command;

/** {@code assay operator}: reconciles the custom resources of a cluster, and answers probes, until the process is told to stop. */
@Command(
        name = "operator",
        description =
                "Reconcile TestPlans, TestRuns and ResultSources of the cluster that it runs in, or KUBECONFIG names.",
        mixinStandardHelpOptions = true)
final class OperatorCommand implements Runnable {
    private final Launch launch;

    OperatorCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public void run() {
        launch.run(Role.OPERATOR);
    }
}
