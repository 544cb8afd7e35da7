package dev.assay.operator;

import dev.assay.database.DatabaseUrl;
import dev.assay.testing.TestDatabase;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A relay between an operator and PostgreSQL. Each commit is a step of {@link KilledAt}: either it never reaches the database,
 * or it does and its answer is lost. When the operator dies, all its connections break, and it gets no new ones. The relay does
 * not support TLS.
 */
public final class CommitRelay implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final String COMMIT = "COMMIT";

    private final TestDatabase database;
    private final KilledAt kill;
    private final ServerSocket listener;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    CommitRelay(TestDatabase database, KilledAt kill) throws IOException {
        this.database = database;
        this.kill = kill;
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

    @Override
    public void close() throws IOException {
        listener.close();
        breakAll();
    }

    private void breakAll() throws IOException {
        for (Closeable socket : open) {
            socket.close();
        }
    }

    private void accept() {
        String[] address = database.url().servers().split(":");
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (kill.isDead()) {
                    client.close();
                } else {
                    Socket server = new Socket(address[0], Integer.parseInt(address[1]));
                    new Session(client, server).start();
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private final class Session {
        private final Socket client;
        private final Socket server;
        /** The number of the commit that has no answer yet; 0 for none. */
        private final AtomicInteger committing = new AtomicInteger();
        /** The names of prepared statements that commit. */
        private final Set<String> prepared = new HashSet<>();

        Session(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(client);
            open.add(server);
        }

        void start() {
            Thread.ofVirtual().start(() -> run(this::questions));
            Thread.ofVirtual().start(() -> run(this::answers));
        }

        /** Passes requests on message by message, so that a commit is seen before it is passed on. */
        private void questions() throws IOException {
            DataInputStream from = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream to = new DataOutputStream(server.getOutputStream());
            greet(from, to);
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (int type = from.read(); type >= 0; type = from.read()) {
                int length = from.readInt();
                byte[] content = from.readNBytes(length - 4);
                if (commits(type, content)) {
                    committing.set(kill.begin("COMMIT"));
                }
                message.reset();
                DataOutputStream whole = new DataOutputStream(message);
                whole.write(type);
                whole.writeInt(length);
                whole.write(content);
                message.writeTo(to);
                to.flush();
            }
        }

        private void greet(DataInputStream from, DataOutputStream to) throws IOException {
            int length = from.readInt();
            byte[] content = from.readNBytes(length - 4);
            int code = code(content);
            while (code == SSL_REQUEST || code == GSS_REQUEST) {
                client.getOutputStream().write('N');
                length = from.readInt();
                content = from.readNBytes(length - 4);
                code = code(content);
            }
            to.writeInt(length);
            to.write(content);
            to.flush();
        }

        private void answers() throws IOException {
            DataInputStream from = new DataInputStream(new BufferedInputStream(server.getInputStream(), 64 << 10));
            DataOutputStream to = new DataOutputStream(client.getOutputStream());
            for (int type = from.read(); type >= 0; type = from.read()) {
                int length = from.readInt();
                byte[] content = from.readNBytes(length - 4);
                if (type == 'C' && committing.get() > 0 && text(content, 0).equals(COMMIT)) {
                    kill.end(committing.getAndSet(0));
                }
                ByteArrayOutputStream message = new ByteArrayOutputStream(length + 1);
                DataOutputStream whole = new DataOutputStream(message);
                whole.write(type);
                whole.writeInt(length);
                whole.write(content);
                message.writeTo(to);
                to.flush();
            }
        }

        /** True if the message commits: a statement comes as text, or is prepared once and then bound by its name. */
        private boolean commits(int type, byte[] content) {
            return switch (type) {
                case 'Q' -> text(content, 0).equals(COMMIT);
                case 'P' -> {
                    String name = text(content, 0);
                    prepared.remove(name);
                    if (text(content, 1).equals(COMMIT)) {
                        prepared.add(name);
                    }
                    yield false;
                }
                case 'B' -> prepared.contains(text(content, 1));
                default -> false;
            };
        }

        /** One of the texts that a message begins with; each ends with a zero byte. */
        private String text(byte[] content, int number) {
            return new String(content, StandardCharsets.ISO_8859_1).split("\0", -1)[number];
        }

        private int code(byte[] content) {
            return (content[0] & 0xff) << 24 | (content[1] & 0xff) << 16 | (content[2] & 0xff) << 8 | content[3] & 0xff;
        }

        private void run(Work work) {
            try (client;
                    server) {
                work.run();
            } catch (KilledAt.Killed e) {
                killed();
            } catch (IOException e) {
                if (!client.isClosed() && !server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            } finally {
                open.remove(client);
                open.remove(server);
            }
        }

        private void killed() {
            try {
                breakAll();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
