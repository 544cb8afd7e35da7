package dev.assay.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One keep-alive connection that sends prepared bytes: a client so cheap that the server has the machine to itself. */
final class BenchConnection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final String key;

    BenchConnection(int port, String key) throws IOException {
        this.socket = new Socket();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
        this.out = socket.getOutputStream();
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.key = key;
    }

    /** The head of a request for {@link #send}. */
    byte[] head(String method, String path, String type, int length) {
        String body = length < 0 ? "" : "Content-Type: " + type + "\r\nContent-Length: " + length + "\r\n";
        String head =
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n" + body;
        return (head + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @param failure the body of a response of 400 and more; empty for others */
    private record Reply(int status, String failure) {}

    /** Sends a request and reads the response to its end; returns the status. */
    int send(byte[] head, byte[] body) throws IOException {
        return exchange(head, body).status();
    }

    private Reply exchange(byte[] head, byte[] body) throws IOException {
        out.write(head);
        out.write(body);
        out.flush();
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
        }
        if (status >= 400) {
            return new Reply(status, new String(in.readNBytes((int) length), StandardCharsets.UTF_8));
        }
        in.skipNBytes(length);
        while (chunked) {
            long chunk = Long.parseLong(line(), 16);
            in.skipNBytes(chunk);
            line();
            chunked = chunk > 0;
        }
        return new Reply(status, "");
    }

    /** As {@link #send}, but fails unless it succeeded. */
    void must(byte[] head, byte[] body) throws IOException {
        Reply reply = exchange(head, body);
        if (reply.status() / 100 != 2) {
            String request = new String(head, StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
            throw new IOException(reply + " to " + request);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
