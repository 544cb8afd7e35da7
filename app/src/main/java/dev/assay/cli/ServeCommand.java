package dev.assay.cli;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code assay serve}: the HTTP API, until the process is told to stop. */
@Command(name = "serve", description = "Serve the API on port 30000 (PORT).", mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

    @Override
    public void run() {
        CountDownLatch stopped = new CountDownLatch(1);
        ApplicationContext context = ApplicationContext.run();
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
