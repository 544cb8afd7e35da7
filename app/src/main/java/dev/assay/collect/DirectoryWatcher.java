package dev.assay.collect;

import dev.assay.collect.Entry.Seen;
import dev.assay.platform.Gunzip;
import dev.assay.upload.junit.JUnitCompleteness;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files and takes them into the spool. While the test runs it takes files that are complete and no longer change; at the
 * end it takes all. It polls, so it does not need a file system that reports changes.
 */
final class DirectoryWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatcher.class);
    private static final int NAMED = 10;

    private final CollectSettings settings;
    private final SafeDirectory tree;
    private final Globs results;
    private final Globs logs;
    private final DeliverySpool outbox;
    private final TakenFiles memory;
    /** The files as they were at the last look. */
    private final Map<String, Seen> before = new HashMap<>();
    /** Files that were read and are incomplete in this state. */
    private final Map<String, Seen> unfinished = new HashMap<>();
    /** Files that cannot be taken at present, and why. */
    private final Map<String, String> leftOut = new TreeMap<>();

    DirectoryWatcher(CollectSettings settings, DeliverySpool outbox, TakenFiles memory) {
        this.settings = settings;
        this.tree = new SafeDirectory(settings.directory());
        this.results = new Globs("ASSAY_RESULTS", settings.directory(), settings.results());
        this.logs = new Globs("ASSAY_LOGS", settings.directory(), settings.logs());
        this.outbox = outbox;
        this.memory = memory;
    }

    private record Found(Path path, Seen seen) {
        String name() {
            return path.toString();
        }
    }

    /** Thrown if a file cannot be taken at present. */
    private static final class LeftOut extends Exception {
        private static final long serialVersionUID = 1L;

        LeftOut(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Looks once.
     *
     * @param last true to take all files as they are
     * @param uploadLimit the most bytes of a file that the API accepts
     * @return how many files were taken
     */
    int look(boolean last, long uploadLimit) throws IOException {
        List<Found> ready = new ArrayList<>();
        Map<String, Seen> now = new HashMap<>();
        Set<String> beyond = new HashSet<>();
        tree.walk((path, attributes) -> {
            if (results.match(path)) {
                Found found = new Found(path, seen(attributes));
                if (now.size() >= settings.limits().files()
                        || !memory.knows(found.name())
                                && memory.size() >= settings.limits().files()) {
                    beyond.add(found.name());
                } else {
                    now.put(found.name(), found.seen());
                    if (isReady(found, last)) {
                        ready.add(found);
                    }
                }
            }
        });
        leftOut.clear();
        beyond.forEach(name -> leftOut.put(
                name, "more than %,d files".formatted(settings.limits().files())));
        before.clear();
        before.putAll(now);
        unfinished.keySet().retainAll(now.keySet());
        // In the order in which they were written: if two files name the same case, the later one counts
        ready.sort(Comparator.comparingLong((Found found) -> found.seen().modified())
                .thenComparing(Found::name));
        int taken = 0;
        for (Found found : ready) {
            try {
                taken += take(found, last, uploadLimit) ? 1 : 0;
            } catch (LeftOut e) {
                leftOut.put(found.name(), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                leftOut.put(found.name(), "it cannot be read: " + e);
            }
        }
        if (taken > 0) {
            outbox.sync();
        }
        return taken;
    }

    /** Why files were not taken at the last look, by name. */
    Map<String, String> leftOut() {
        return Map.copyOf(leftOut);
    }

    /** Writes one event that names the files that are left out. */
    void tellLeftOut() throws IOException {
        if (!leftOut.isEmpty()) {
            StringBuilder detail =
                    new StringBuilder("%,d files of %s were not stored:".formatted(leftOut.size(), settings.source()));
            leftOut.entrySet().stream()
                    .limit(NAMED)
                    .forEach(file -> detail.append("\n")
                            .append(file.getKey())
                            .append(": ")
                            .append(file.getValue()));
            if (leftOut.size() > NAMED) {
                detail.append("\n…");
            }
            outbox.markIncomplete();
            outbox.addEvent("", "file_left_out", detail.toString(), Seen.NOTHING);
        }
    }

    /**
     * Takes the head and the tail of each log, and returns how many logs were taken. Call it when the test no longer writes
     * them.
     */
    int takeLogs(int limit) throws IOException {
        Map<String, Found> found = new TreeMap<>();
        tree.walk((path, attributes) -> {
            if (logs.match(path) && !results.match(path) && attributes.size() > 0) {
                found.put(path.toString(), new Found(path, seen(attributes)));
            }
        });
        int taken = 0;
        List<Found> some =
                found.values().stream().limit(settings.limits().logs()).toList();
        for (Found log : some) {
            if (!memory.holds(log.name(), log.seen())) {
                try (SeekableByteChannel file = tree.read(log.path())) {
                    String title = "%s of %s, %,d bytes"
                            .formatted(log.name(), settings.source(), log.seen().size());
                    outbox.addEvent(log.name(), "log", title + "\n" + LogExcerpt.of(file, limit), log.seen());
                    memory.add(log.name(), "log", log.seen());
                    taken++;
                } catch (IOException e) {
                    LOG.atWarn()
                            .addKeyValue("path", log.name())
                            .addKeyValue("reason", e)
                            .log("Cannot read a log");
                }
            }
        }
        if (found.size() > some.size() && !memory.holds("", new Seen(found.size(), 0))) {
            outbox.addEvent(
                    "",
                    "log_left_out",
                    "%,d logs of %s were not kept, the first of them %s: a collector keeps %,d"
                            .formatted(
                                    found.size() - some.size(),
                                    settings.source(),
                                    found.keySet().stream()
                                            .skip(some.size())
                                            .findFirst()
                                            .orElseThrow(),
                                    some.size()),
                    Seen.NOTHING);
            memory.add("", "log", new Seen(found.size(), 0));
        }
        return taken;
    }

    private boolean isReady(Found found, boolean last) {
        return !memory.holds(found.name(), found.seen())
                && (last
                        || found.seen().equals(before.get(found.name()))
                                && !found.seen().equals(unfinished.get(found.name())));
    }

    private boolean take(Found found, boolean last, long uploadLimit) throws IOException, LeftOut {
        long size = found.seen().size();
        long limit = Math.min(settings.limits().fileBytes(), uploadLimit);
        if (size > limit) {
            throw new LeftOut("it has %,d bytes; at most %,d are accepted".formatted(size, limit));
        }
        if (outbox.bytes() + size > settings.limits().spoolBytes()) {
            throw new LeftOut("%,d bytes already wait to be delivered; at most %,d may wait"
                    .formatted(outbox.bytes(), settings.limits().spoolBytes()));
        }
        try (DeliverySpool.Draft draft = outbox.draft()) {
            try (SeekableByteChannel file = tree.read(found.path())) {
                copy(Channels.newInputStream(file), draft, limit);
            }
            if (!seen(tree.attributes(found.path())).equals(found.seen()) || draft.size() != size) {
                // It is being written after all
                if (last) {
                    throw new LeftOut("it is still being written");
                }
                return false;
            }
            String content = draft.sha256();
            if (content.equals(memory.content(found.name()))) {
                memory.add(found.name(), content, found.seen());
                return false;
            }
            return take(found, last, draft, content);
        }
    }

    private boolean take(Found found, boolean last, DeliverySpool.Draft draft, String content) throws IOException {
        JUnitCompleteness extent = extent(draft);
        switch (extent) {
            case JUnitCompleteness.Whole() -> draft.commit(Entry.Kind.RESULTS, found.name(), "", found.seen());
            case JUnitCompleteness.CutShort cut
            when last && cut.cases() > 0 -> {
                try (DeliverySpool.Draft completed = outbox.draft();
                        InputStream original = draft.content()) {
                    cut.complete(original, completed);
                    completed.commit(Entry.Kind.RESULTS, found.name(), "", found.seen());
                }
                outbox.markIncomplete();
                outbox.addEvent(
                        found.name(),
                        "file_cut_short",
                        "%s of %s ends too early, as if its writer had been stopped; %,d complete cases were stored"
                                .formatted(found.name(), settings.source(), cut.cases()),
                        found.seen());
            }
            // The API will say what is wrong with it
            case JUnitCompleteness.CutShort _, JUnitCompleteness.Broken _
            when last -> draft.commit(Entry.Kind.RESULTS, found.name(), "", found.seen());
            case JUnitCompleteness.CutShort _, JUnitCompleteness.Broken _ -> {
                unfinished.put(found.name(), found.seen());
                return false;
            }
        }
        memory.add(found.name(), content, found.seen());
        return true;
    }

    private static JUnitCompleteness extent(DeliverySpool.Draft draft) throws IOException {
        try (InputStream content = draft.content()) {
            PushbackInputStream start = new PushbackInputStream(content, 2);
            byte[] magic = start.readNBytes(2);
            start.unread(magic);
            return JUnitCompleteness.of(Gunzip.isGzip(magic) ? new Gunzip(start, Gunzip.Limits.NONE) : start);
        } catch (ZipException e) {
            return JUnitCompleteness.CutShort.NOTHING;
        }
    }

    /** Copies a little more than the limit at most, so that the caller sees if the file is too long. */
    private static void copy(InputStream in, DeliverySpool.Draft draft, long limit) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int read = in.read(buffer); read >= 0 && draft.size() <= limit; read = in.read(buffer)) {
            draft.write(buffer, 0, read);
        }
    }

    private static Seen seen(BasicFileAttributes attributes) {
        return new Seen(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
}
