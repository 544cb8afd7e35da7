package dev.assay.web.request;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request whose body is a JSON text that does not end: its sender waits. */
final class HalfSent implements AutoCloseable {
    private final Socket socket;

    /** @param operation method and path */
    HalfSent(TestServer server, TestClient sender, String operation, int bytes) throws IOException {
        socket = new Socket(server.uri().getHost(), server.uri().getPort());
        StringBuilder head = new StringBuilder(operation + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(2 * bytes)
                .append("\r\n");
        sender.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write((head + "\r\n\"" + "x".repeat(bytes - 1)).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
