package dev.assay.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files that changed since the last look. Polls, because a watch service misses what editors do (write a new file, then
 * rename it over the old one) and what a sync tool writes into a mount.
 */
final class SourceWatch {
    private static final long POLL_MILLIS = 200;

    private final List<Path> roots;
    private Map<Path, Stamp> seen;

    SourceWatch(List<Path> roots) {
        this.roots = roots;
        this.seen = snapshot();
    }

    /** Waits until something changed and then stayed as it is for one poll. */
    Set<Path> awaitChange() throws InterruptedException {
        return awaitChange(Duration.ofDays(1_000));
    }

    /** As {@link #awaitChange()}, but at most this long; empty if nothing changed. */
    Set<Path> awaitChange(Duration longest) throws InterruptedException {
        long begun = System.nanoTime();
        Map<Path, Stamp> before = seen;
        Map<Path, Stamp> last = seen;
        while (System.nanoTime() - begun < longest.toNanos()) {
            Thread.sleep(POLL_MILLIS);
            Map<Path, Stamp> now = snapshot();
            if (now.equals(last) && !now.equals(before)) {
                seen = now;
                return difference(before, now);
            }
            last = now;
        }
        return Set.of();
    }

    /** Every file that {@code awaitChange} would report, as of the last look. */
    Set<Path> files() {
        return new TreeSet<>(seen.keySet());
    }

    private static Set<Path> difference(Map<Path, Stamp> before, Map<Path, Stamp> now) {
        Set<Path> changed = new TreeSet<>(before.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(file -> now.containsKey(file) && now.get(file).equals(before.get(file)));
        return changed;
    }

    private Map<Path, Stamp> snapshot() {
        Map<Path, Stamp> found = new HashMap<>();
        for (Path root : roots) {
            collect(root, found);
        }
        return found;
    }

    private static void collect(Path root, Map<Path, Stamp> found) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!isScratch(file.getFileName().toString())) {
                        found.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hidden files, backups and vim's probe are not sources. */
    private static boolean isScratch(String name) {
        return name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || name.equals("4913");
    }

    private record Stamp(FileTime modified, long size) {}
}
