package dev.assay.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on this machine. It records requests and connects every name to one port of this machine. */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final String user;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private TestProxy(ServerSocket listening, int target, String user) {
        this.listening = listening;
        this.target = target;
        this.user = user;
    }

    /** Connects to nothing: everything is answered with 502. */
    public static TestProxy toNowhere() {
        return to(0, "");
    }

    /** @param user the user that it serves, {@code name:password}; empty for everybody */
    public static TestProxy to(int port, String user) {
        try {
            TestProxy proxy = new TestProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, user);
            Thread.ofVirtual().start(proxy::listen);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://%s127.0.0.1:%d".formatted(user.isEmpty() ? "" : user + "@", listening.getLocalPort());
    }

    /** Method and address of every request that was served, such as {@code CONNECT example.org:443}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] line = head.lines().findFirst().orElse("").split(" ");
            String shown = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            if (!user.isEmpty() && !head.contains("Proxy-Authorization: " + shown)) {
                write(client, "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n");
            } else {
                asked.add(line[0] + " " + line[1]);
                if (target == 0) {
                    write(client, "HTTP/1.1 502 Nowhere\r\n");
                } else {
                    forward(client, line, head);
                }
            }
        } catch (IOException e) {
            // One of the two has closed its connection
        }
    }

    private void forward(Socket client, String[] line, String head) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (line[0].equals("CONNECT")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                URI uri = URI.create(line[1]);
                String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
                server.getOutputStream()
                        .write(head.replaceFirst(java.util.regex.Pattern.quote(line[1]), path)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
            InputStream sent = client.getInputStream();
            OutputStream on = server.getOutputStream();
            Thread.ofVirtual().start(() -> copy(sent, on));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException e) {
            // One of the two has closed its connection
        }
    }

    private static void write(Socket client, String head) throws IOException {
        client.getOutputStream()
                .write((head + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
