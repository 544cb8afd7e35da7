package dev.assay.testing;

import dev.assay.platform.DatabaseUrl;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the application and PostgreSQL and counts how often the server handed the turn back, which is when the
 * application had waited for it: ReadyForQuery and CopyInResponse. BEGIN counts too, though the driver sends it along with the
 * statement after it. Speaks clear text only: it answers a wish for TLS with no.
 */
public final class CountingRelay implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final TestDatabase database;
    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final AtomicInteger turns = new AtomicInteger();

    public CountingRelay(TestDatabase database) throws IOException {
        this.database = database;
        String[] server = database.url().servers().split(":");
        this.host = server[0];
        this.port = Integer.parseInt(server[1]);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The database as seen through the relay. */
    public TestDatabase through() {
        DatabaseUrl url = database.url();
        return new TestDatabase(new DatabaseUrl(
                "localhost:" + listener.getLocalPort(),
                url.database(),
                url.username(),
                url.password(),
                url.parameters()));
    }

    /** How many round trips this takes. */
    public int count(Runnable work) {
        int before = turns.get();
        work.run();
        return turns.get() - before;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                Socket server = new Socket(host, port);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> run(client, server, () -> forward(client, server)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void forward(Socket client, Socket server) throws IOException {
        DataInputStream fromClient = new DataInputStream(client.getInputStream());
        int length = fromClient.readInt();
        int code = fromClient.readInt();
        while (code == SSL_REQUEST || code == GSS_REQUEST) {
            client.getOutputStream().write('N');
            length = fromClient.readInt();
            code = fromClient.readInt();
        }
        DataOutputStream toServer = new DataOutputStream(server.getOutputStream());
        toServer.writeInt(length);
        toServer.writeInt(code);
        Thread.ofVirtual().start(() -> run(client, server, () -> answers(server, client)));
        fromClient.transferTo(toServer);
    }

    /** Message by message: a type, and a length that counts itself. What is at hand is passed on together. */
    private void answers(Socket server, Socket client) throws IOException {
        InputStream buffered = new BufferedInputStream(server.getInputStream(), 64 * 1024);
        DataInputStream fromServer = new DataInputStream(buffered);
        OutputStream toClient = client.getOutputStream();
        byte[] part = new byte[64 * 1024];
        for (int type = fromServer.read(); type >= 0; type = fromServer.read()) {
            if (type == 'Z' || type == 'G') {
                turns.incrementAndGet();
            }
            int left = fromServer.readInt() - 4;
            toClient.write(new byte[] {
                (byte) type,
                (byte) ((left + 4) >>> 24),
                (byte) ((left + 4) >>> 16),
                (byte) ((left + 4) >>> 8),
                (byte) (left + 4)
            });
            while (left > 0) {
                int read = fromServer.read(part, 0, Math.min(part.length, left));
                if (read < 0) {
                    return;
                }
                toClient.write(part, 0, read);
                left -= read;
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Either side's end is the other's. */
    private static void run(Socket one, Socket other, Work work) {
        try (one;
                other) {
            work.run();
        } catch (IOException e) {
            if (!one.isClosed() && !other.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
