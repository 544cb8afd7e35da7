package dev.assay.collect;

import dev.assay.testing.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay between a collector and the API. While it is shut there is no answer; it can also lose answers. */
final class Gate implements AutoCloseable {
    private final URI api;
    private final int port;
    private final AtomicInteger toLose = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;

    /** Creates a gate that is shut. */
    Gate(URI api) {
        this.api = api;
        this.port = FreePort.next();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    synchronized Gate open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listener = opened;
        Thread.ofVirtual().start(() -> accept(opened));
        return this;
    }

    /** Shuts the gate and breaks its open connections. */
    synchronized void shut() throws IOException {
        if (listener != null) {
            listener.close();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Passes the next requests to the API, but loses their answers. */
    void loseAnswers(int count) {
        toLose.set(count);
    }

    int stillToLose() {
        return Math.max(0, toLose.get());
    }

    @Override
    public void close() throws IOException {
        shut();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                Socket server = new Socket(api.getHost(), api.getPort());
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> forward(client, server, false));
                Thread.ofVirtual().start(() -> forward(server, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void forward(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] part = new byte[16 << 10];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                if (answers && toLose.get() > 0 && toLose.getAndDecrement() > 0) {
                    return;
                }
                out.write(part, 0, read);
            }
        } catch (IOException e) {
            if (!from.isClosed() && !to.isClosed()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }
}
