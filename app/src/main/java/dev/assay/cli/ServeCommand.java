package dev.assay.cli;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/**
 * {@code assay serve}: the HTTP API, until the process is told to stop. Does not start on a schema that is behind; in
 * development ASSAY_MIGRATIONS_AT_START=true brings it up to date first.
 */
@Command(name = "serve", description = "Serve the API on port 30000 (PORT).", mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {
    private final Launch launch;

    ServeCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public void run() {
        CountDownLatch stopped = new CountDownLatch(1);
        ApplicationContext context = launch.context(Map.of(
                "assay.migrations.required",
                true,
                "endpoints.all.port",
                ManagementPort.choose(launch.environment().get("METRICS_PORT"))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            context.close();
            stopped.countDown();
        }));
        context.getBean(EmbeddedServer.class).start();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
