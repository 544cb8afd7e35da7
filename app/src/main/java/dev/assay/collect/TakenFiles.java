package dev.assay.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.collect.Entry.Seen;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which files were taken and what they held, as lines of a file in the spool's directory. A lost line costs one more
 * request, which the API recognises as a repetition.
 */
final class TakenFiles implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Logger LOG = LoggerFactory.getLogger(TakenFiles.class);

    private final Map<String, Taken> taken = new HashMap<>();
    private final BufferedWriter journal;

    /**
     * @param seen the state of the file at the last look
     * @param content the SHA-256 of its content
     */
    private record Taken(Seen seen, String content) {}

    private TakenFiles(BufferedWriter journal) {
        this.journal = journal;
    }

    static TakenFiles open(Path file) throws IOException {
        List<String> lines = List.of();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // A kill may have cut a character in two
            lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        BufferedWriter journal = Files.newBufferedWriter(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        // The last line may have been cut short
        journal.newLine();
        TakenFiles memory = new TakenFiles(journal);
        for (String line : lines) {
            memory.read(line);
        }
        return memory;
    }

    private void read(String line) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() == JsonToken.START_ARRAY) {
                String path = json.nextTextValue();
                String content = json.nextTextValue();
                long size = json.nextLongValue(-1);
                long modified = json.nextLongValue(-1);
                if (path != null && content != null && json.nextToken() == JsonToken.END_ARRAY) {
                    remember(path, content, new Seen(size, modified));
                }
            }
        } catch (JsonProcessingException e) {
            LOG.debug("A line was cut short", e);
        }
    }

    /** True if the file was taken in this state. */
    boolean holds(String path, Seen seen) {
        Taken before = taken.get(path);
        return before != null && before.seen().equals(seen);
    }

    boolean knows(String path) {
        return taken.containsKey(path);
    }

    int size() {
        return taken.size();
    }

    /** The SHA-256 of its content when it was taken last; null if it was never taken. */
    @Nullable
    String content(String path) {
        Taken before = taken.get(path);
        return before == null ? null : before.content();
    }

    void add(String path, String content, Seen seen) throws IOException {
        if (!holds(path, seen) || !content.equals(content(path))) {
            remember(path, content, seen);
            StringWriter line = new StringWriter();
            try (JsonGenerator json = JSON.createGenerator(line)) {
                json.writeStartArray();
                json.writeString(path);
                json.writeString(content);
                json.writeNumber(seen.size());
                json.writeNumber(seen.modified());
                json.writeEndArray();
            }
            journal.write(line + "\n");
            journal.flush();
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private void remember(String path, String content, Seen seen) {
        taken.put(path, new Taken(seen, content));
    }
}
