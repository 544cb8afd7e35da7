package dev.assay.cli;

import io.micronaut.core.io.socket.SocketUtils;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port for probes and metrics. If it cannot be opened, the API is served nevertheless (SVC-35). */
final class ManagementPort {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementPort.class);
    private static final int USUAL = 9090;

    private ManagementPort() {}

    /**
     * The requested port, or a free one if that cannot be opened.
     *
     * @param wished {@code METRICS_PORT}; null or empty is 9090
     */
    static int choose(@Nullable String wished) {
        int port = number(wished);
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            int free = SocketUtils.findAvailableTcpPort();
            LOG.atWarn()
                    .addKeyValue("wished", port)
                    .addKeyValue("instead", free)
                    .addKeyValue("reason", e.getMessage())
                    .log("The port for probes and metrics (METRICS_PORT) cannot be opened");
            return free;
        }
    }

    /** Settings of a process that serves only probes and metrics. */
    static Map<String, Object> alone(int port) {
        String listener = "micronaut.server.netty.listeners.management.";
        return Map.of("endpoints.all.port", port, listener + "port", port, listener + "expose-default-routes", false);
    }

    private static int number(@Nullable String wished) {
        if (wished == null || wished.isBlank()) {
            return USUAL;
        }
        try {
            int port = Integer.parseInt(wished.strip());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below
        }
        throw new CommandRefusal(
                CommandRefusal.USAGE,
                "METRICS_PORT is the port for probes and metrics, a number up to 65535 such as 9090, not: " + wished);
    }
}
