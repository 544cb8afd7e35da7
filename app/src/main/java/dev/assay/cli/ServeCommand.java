package dev.assay.cli;

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
        launch.run(Role.SERVE);
    }
}
