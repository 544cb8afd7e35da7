package dev.assay.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A relay between clients and PostgreSQL that shows every message after the sign-on to a listener, which may keep responses from
 * the client. It supports clear text only: it declines requests for TLS.
 */
public final class Wire implements AutoCloseable {
    /** A listener that does nothing. */
    public static final Listener NOBODY = new Listener() {
        @Override
        public void said(Line line, Message message) {}

        @Override
        public boolean answered(Line line, Message message) {
            return true;
        }
    };

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final Listener heard;
    private final AtomicInteger lines = new AtomicInteger();
    private final CopyOnWriteArrayList<Socket> open = new CopyOnWriteArrayList<>();

    /** A message: its type, and what follows its length. */
    public record Message(char type, byte[] body) {}

    /** A connection through the relay, identified by its number. */
    public record Line(int number, DataOutputStream toServer) {
        /** Sends this to the server in place of the client. */
        public void send(Message message) throws IOException {
            write(toServer, message);
        }
    }

    /** Gets the messages that pass. */
    public interface Listener {
        void said(Line line, Message message);

        /** True if the client should get the response. */
        boolean answered(Line line, Message message);
    }

    /** @param listenOn 0 for any port that is free */
    public Wire(String server, int listenOn, Listener heard) {
        this.host = server.substring(0, server.lastIndexOf(':'));
        this.port = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
        this.heard = heard;
        try {
            this.listener = new ServerSocket(listenOn, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** {@code localhost:<port>} */
    public String address() {
        return "localhost:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> run(client, server, () -> connect(client, server)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client, Socket server) throws IOException {
        DataInputStream fromClient = new DataInputStream(new BufferedInputStream(client.getInputStream()));
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
        toServer.write(fromClient.readNBytes(length - 8));
        Line line = new Line(lines.incrementAndGet(), toServer);
        Thread.ofVirtual().start(() -> run(client, server, () -> answers(line, server, client)));
        while (true) {
            Message message = read(fromClient);
            // Passwords are not passed to the listener
            if (message.type() != 'p') {
                heard.said(line, message);
            }
            line.send(message);
        }
    }

    private void answers(Line line, Socket server, Socket client) throws IOException {
        DataInputStream fromServer = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        DataOutputStream toClient = new DataOutputStream(client.getOutputStream());
        while (true) {
            Message message = read(fromServer);
            if (heard.answered(line, message)) {
                write(toClient, message);
            }
        }
    }

    private static Message read(DataInputStream from) throws IOException {
        char type = (char) from.readUnsignedByte();
        return new Message(type, from.readNBytes(from.readInt() - 4));
    }

    private static void write(DataOutputStream to, Message message) throws IOException {
        byte[] whole = new byte[message.body().length + 5];
        int length = message.body().length + 4;
        whole[0] = (byte) message.type();
        for (int i = 0; i < 4; i++) {
            whole[1 + i] = (byte) (length >>> (24 - 8 * i));
        }
        System.arraycopy(message.body(), 0, whole, 5, message.body().length);
        to.write(whole);
    }

    private interface Work {
        void run() throws IOException;
    }

    /** If one side closes its connection, so does the other. */
    private static void run(Socket one, Socket other, Work work) {
        try (one;
                other) {
            work.run();
        } catch (IOException e) {
            // The connection ended
        }
    }
}
