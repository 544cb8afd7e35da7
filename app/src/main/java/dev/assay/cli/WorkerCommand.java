package dev.assay.cli;

import picocli.CommandLine.Command;

/**
 * {@code assay worker}: what nobody waits for, apart from those who serve: deliveries, cards in Jira, periodic work. Several at
 * once share it. The servers beside it have BACKGROUND_WORK=false.
 */
@Command(
        name = "worker",
        description = "Do the background work; answers probes only, on port 9090 (METRICS_PORT).",
        mixinStandardHelpOptions = true)
final class WorkerCommand implements Runnable {
    private final Launch launch;

    WorkerCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public void run() {
        launch.run(Role.WORKER);
    }
}
