package dev.assay.cli;

import dev.assay.operator.OperatorProcess;
import java.util.HashMap;
import java.util.Map;
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
        Map<String, Object> settings =
                new HashMap<>(ManagementPort.alone(launch.environment().get("METRICS_PORT")));
        settings.put("assay.migrations.required", true);
        // What it does by the clock is its own; deliveries are for those who may reach their channels
        settings.put("assay.background.enabled", true);
        settings.put("assay.delivery.enabled", false);
        settings.put("assay.operator.enabled", true);
        launch.serve(settings, context -> context.getBean(OperatorProcess.class).start());
    }
}
