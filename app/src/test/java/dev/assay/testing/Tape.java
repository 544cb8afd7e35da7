package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording of the traffic between a service and its database, byte by byte. It is recorded from one version and replayed on the
 * schema of another. Each message is a line of text, so that statements can be read and searched for:
 *
 * <pre>
 * &gt; 3 P S_12\00SELECT …      the third connection parses a statement; \hh is a byte
 * &lt; 3 INSERT 0 1             the server's response: a command's tag, or an error's code
 * </pre>
 */
public final class Tape {
    /** The results that are compared: of inserts, COPY and errors. Other results depend on the time of the replay. */
    private static final Pattern COMPARED = Pattern.compile("(INSERT|COPY) .*|[0-9A-Z]{5}");

    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-9a-f]{2})");
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** How long to wait for a response before another connection must continue first. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Turn> turns;

    /**
     * The messages of a client until it is the client's turn again; empty when the connection ends.
     *
     * @param ready how often the server reported that it is ready
     * @param idle true if no transaction is open afterwards
     */
    private record Turn(int line, List<Wire.Message> said, List<String> results, int ready, boolean idle) {}

    private Tape(List<Turn> turns) {
        this.turns = List.copyOf(turns);
    }

    public int size() {
        return turns.size();
    }

    /** All recorded statements. */
    public List<String> statements() {
        return turns.stream()
                .flatMap(turn -> turn.said().stream())
                .filter(message -> message.type() == 'P' || message.type() == 'Q')
                .map(message -> new String(message.body(), StandardCharsets.UTF_8))
                .map(text -> text.replaceFirst("(?s)^(S_\\d+)?\0", "").replaceFirst("(?s)\0.*", ""))
                .distinct()
                .toList();
    }

    /** Records the users of {@link #through()}. */
    public static final class Recorder implements AutoCloseable {
        private final TestDatabase database;
        private final List<Turn> turns = new ArrayList<>();
        private final Map<Integer, Said> lines = new HashMap<>();
        private final Wire wire;

        private record Said(List<Wire.Message> messages, List<String> results) {
            Said() {
                this(new ArrayList<>(), new ArrayList<>());
            }
        }

        public Recorder(TestDatabase database) {
            this.database = database;
            this.wire = new Wire(database.url().servers(), 0, new Wire.Listener() {
                @Override
                public void said(Wire.Line line, Wire.Message message) {
                    hear(line.number(), message);
                }

                @Override
                public boolean answered(Wire.Line line, Wire.Message message) {
                    answer(line.number(), message);
                    return true;
                }
            });
        }

        /** The database, as its recorded users must address it. */
        public TestDatabase through() {
            DatabaseUrl url = database.url();
            return new TestDatabase(
                    new DatabaseUrl(wire.address(), url.database(), url.username(), url.password(), url.parameters()));
        }

        public synchronized Tape tape() {
            return new Tape(turns);
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }

        private synchronized void hear(int line, Wire.Message message) {
            Said said = lines.computeIfAbsent(line, number -> new Said());
            if (message.type() == 'X') {
                turns.add(new Turn(line, List.of(message), List.of(), 0, true));
            } else {
                said.messages().add(message);
            }
        }

        private synchronized void answer(int line, Wire.Message message) {
            Said said = lines.computeIfAbsent(line, number -> new Said());
            result(message).ifPresent(said.results()::add);
            if (message.type() == 'Z' && !said.messages().isEmpty()) {
                turns.add(new Turn(
                        line, List.copyOf(said.messages()), List.copyOf(said.results()), 1, message.body()[0] == 'I'));
                said.messages().clear();
                said.results().clear();
            } else if (message.type() == 'Z') {
                again(line, message.body()[0] == 'I');
            }
        }

        /** Adds another response to the messages of one turn. */
        private void again(int line, boolean idle) {
            for (int i = turns.size() - 1; i >= 0; i--) {
                Turn turn = turns.get(i);
                if (turn.line() == line) {
                    List<String> results = new ArrayList<>(turn.results());
                    results.addAll(lines.get(line).results());
                    lines.get(line).results().clear();
                    // Its place is where it ended, because it may have waited for others
                    turns.remove(i);
                    turns.add(new Turn(line, turn.said(), results, turn.ready() + 1, idle));
                    return;
                }
            }
        }
    }

    /** Replays the recording on a database, in order, and returns where the results differ from those recorded. */
    public List<String> play(TestDatabase database) {
        return play(database, () -> {});
    }

    /** @param meanwhile runs about halfway, when no transaction is open; connections and their prepared statements stay */
    public List<String> play(TestDatabase database, Runnable meanwhile) {
        List<String> differences = new ArrayList<>();
        try (Player player = new Player(database, differences)) {
            boolean done = false;
            Map<Integer, Boolean> idle = new HashMap<>();
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(i);
                if (!done && i >= turns.size() / 2 && !idle.containsValue(false)) {
                    player.hearAll();
                    meanwhile.run();
                    done = true;
                }
                player.say(turn);
                idle.put(turn.line(), turn.idle());
            }
            player.hearAll();
            return differences;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> compared(List<String> results) {
        return results.stream()
                .map(result -> result.replaceFirst("(?s): .*", ""))
                .filter(result -> COMPARED.matcher(result).matches())
                .toList();
    }

    private static String told(Turn turn) {
        StringBuilder text = new StringBuilder();
        for (Wire.Message message : turn.said()) {
            text.append(message.type())
                    .append(' ')
                    .append(escaped(message.body()))
                    .append('\n');
        }
        return text.length() > 2000 ? text.substring(0, 2000) + "…" : text.toString();
    }

    /** A command's tag, or an error's code and message. */
    private static Optional<String> result(Wire.Message message) {
        String text = new String(message.body(), StandardCharsets.UTF_8);
        return switch (message.type()) {
            case 'C' -> Optional.of(text.replace("\0", ""));
            case 'E' -> Optional.of(field(text, 'C') + ": " + field(text, 'M'));
            default -> Optional.empty();
        };
    }

    private static String field(String text, char name) {
        for (String field : text.split("\0")) {
            if (!field.isEmpty() && field.charAt(0) == name) {
                return field.substring(1);
            }
        }
        return "";
    }

    /** Replays the messages on connections that the driver has signed on. */
    private static final class Player implements AutoCloseable {
        private final TestDatabase through;
        private final List<String> differences;
        private final Map<Integer, Speaker> speakers = new HashMap<>();
        private final Map<Integer, BlockingQueue<Wire.Message>> answers = new ConcurrentHashMap<>();
        private final AtomicReference<Wire.Line> newest = new AtomicReference<>();
        private final Wire wire;

        /** @param open the turn that has no response yet */
        private record Speaker(
                Connection kept, Wire.Line line, Deque<Turn> open, List<String> results, AtomicInteger ready) {}

        Player(TestDatabase database, List<String> differences) {
            this.differences = differences;
            this.wire = new Wire(database.url().servers(), 0, new Wire.Listener() {
                @Override
                public void said(Wire.Line line, Wire.Message message) {
                    newest.set(line);
                }

                @Override
                public boolean answered(Wire.Line line, Wire.Message message) {
                    BlockingQueue<Wire.Message> taken = answers.get(line.number());
                    return taken == null || !taken.add(message);
                }
            });
            DatabaseUrl url = database.url();
            this.through = new TestDatabase(
                    new DatabaseUrl(wire.address(), url.database(), url.username(), url.password(), url.parameters()));
        }

        /** Sends a turn and waits for the response, unless another connection blocks it: then the response is read later. */
        void say(Turn turn) throws IOException, SQLException, InterruptedException {
            boolean last = turn.said().getFirst().type() == 'X';
            Speaker speaker = last ? speakers.remove(turn.line()) : speakers.get(turn.line());
            if (speaker == null && !last) {
                speaker = connect();
                speakers.put(turn.line(), speaker);
            }
            if (speaker == null) {
                return;
            }
            hear(speaker, LONGEST);
            for (Wire.Message message : turn.said()) {
                speaker.line().send(message);
            }
            if (!last) {
                speaker.open().add(turn);
                hear(speaker, PATIENCE);
            }
        }

        void hearAll() throws InterruptedException {
            for (Speaker speaker : speakers.values()) {
                hear(speaker, LONGEST);
            }
        }

        private Speaker connect() throws SQLException {
            Connection kept = through.connect();
            Wire.Line line = newest.get();
            answers.put(line.number(), new LinkedBlockingQueue<>());
            return new Speaker(kept, line, new ArrayDeque<>(), new ArrayList<>(), new AtomicInteger());
        }

        private void hear(Speaker speaker, Duration patience) throws InterruptedException {
            Turn turn = speaker.open().peek();
            while (turn != null && speaker.ready().get() < turn.ready()) {
                Wire.Message answer = Objects.requireNonNull(
                                answers.get(speaker.line().number()))
                        .poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (answer == null && patience.equals(PATIENCE)) {
                    return;
                }
                if (answer == null) {
                    throw new IllegalStateException("no answer to\n" + told(turn) + "\nafter " + speaker.results());
                }
                result(answer).ifPresent(speaker.results()::add);
                if (answer.type() == 'Z') {
                    speaker.ready().incrementAndGet();
                }
            }
            if (turn != null) {
                compare(turn, List.copyOf(speaker.results()));
                speaker.open().clear();
                speaker.results().clear();
                speaker.ready().set(0);
            }
        }

        private void compare(Turn turn, List<String> results) {
            if (!compared(results).equals(compared(turn.results()))) {
                differences.add(
                        told(turn) + "\n  gave " + results + ", and gave " + turn.results() + " when it was recorded");
            }
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    public void write(Path file) {
        StringBuilder text = new StringBuilder();
        for (Turn turn : turns) {
            turn.said()
                    .forEach(message -> text.append("> ")
                            .append(turn.line())
                            .append(' ')
                            .append(message.type())
                            .append(' ')
                            .append(escaped(message.body()))
                            .append('\n'));
            turn.results()
                    .forEach(result -> text.append("< ")
                            .append(turn.line())
                            .append(' ')
                            .append(result.replace('\n', ' '))
                            .append('\n'));
            text.append("= ")
                    .append(turn.line())
                    .append(' ')
                    .append(turn.ready())
                    .append(turn.idle() ? " idle" : " open")
                    .append('\n');
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Tape read(Path file) {
        List<Turn> turns = new ArrayList<>();
        List<Wire.Message> said = new ArrayList<>();
        List<String> results = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 4);
                switch (words[0]) {
                    case ">" -> said.add(new Wire.Message(words[2].charAt(0), bytes(words[3])));
                    case "<" -> results.add(line.split(" ", 3)[2]);
                    default -> {
                        turns.add(new Turn(
                                Integer.parseInt(words[1]),
                                List.copyOf(said),
                                List.copyOf(results),
                                Integer.parseInt(words[2]),
                                words[3].equals("idle")));
                        said.clear();
                        results.clear();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tape(turns);
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte one : bytes) {
            if (one >= ' ' && one <= '~' && one != '\\') {
                text.append((char) one);
            } else {
                text.append("\\%02x".formatted(one & 0xff));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        Matcher escape = ESCAPED.matcher(text);
        String unescaped = escape.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
        return unescaped.getBytes(StandardCharsets.ISO_8859_1);
    }
}
