package dev.assay.cli;

import dev.assay.operator.OperatorProcess;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code assay operator}: reconciles the custom resources of a cluster, until the process is told to stop. */
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
        CountDownLatch stopped = new CountDownLatch(1);
        ApplicationContext context =
                launch.context(Map.of("assay.migrations.required", true, "assay.operator.enabled", true));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            context.close();
            stopped.countDown();
        }));
        context.getBean(OperatorProcess.class).start();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
