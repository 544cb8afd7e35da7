package dev.assay.collect;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files below a directory that another, perhaps malicious, program writes. Every step goes from an open directory to a
 * name in it (openat) and follows no link, so that no file outside can be read, whatever is renamed meanwhile.
 */
final class SafeDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(SafeDirectory.class);
    private static final int DEEPEST = 32;

    private final Path root;

    SafeDirectory(Path root) {
        this.root = root;
    }

    /** Called for every regular file. */
    interface Visitor {
        void file(Path relative, BasicFileAttributes attributes);
    }

    /** A step on a name in an open directory. */
    private interface Step<T> {
        T take(SecureDirectoryStream<Path> directory, Path name) throws IOException;
    }

    /** Visits all files; skips those that vanish meanwhile or may not be read. */
    void walk(Visitor visitor) throws IOException {
        try (SecureDirectoryStream<Path> directory = open()) {
            walk(directory, Path.of(""), 1, visitor);
        }
    }

    /** The file as it is now. */
    BasicFileAttributes attributes(Path relative) throws IOException {
        return at(relative, SafeDirectory::attributes);
    }

    SeekableByteChannel read(Path relative) throws IOException {
        return at(
                relative,
                (directory, name) ->
                        directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    private void walk(SecureDirectoryStream<Path> directory, Path below, int depth, Visitor visitor) {
        for (Path entry : directory) {
            Path name = entry.getFileName();
            Path relative = below.resolve(name);
            try {
                BasicFileAttributes attributes = attributes(directory, name);
                if (attributes.isRegularFile()) {
                    visitor.file(relative, attributes);
                } else if (attributes.isDirectory()
                        && depth < DEEPEST
                        && !relative.toString().equals(CollectSettings.SPOOL)) {
                    try (SecureDirectoryStream<Path> inner =
                            directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        walk(inner, relative, depth + 1, visitor);
                    }
                }
            } catch (IOException e) {
                // Gone meanwhile, or a directory that we may not read
                LOG.debug("Skipped {}", relative, e);
            }
        }
    }

    private <T> T at(Path relative, Step<T> step) throws IOException {
        try (SecureDirectoryStream<Path> directory = open()) {
            return at(directory, relative, 0, step);
        }
    }

    private static <T> T at(SecureDirectoryStream<Path> directory, Path relative, int from, Step<T> step)
            throws IOException {
        Path name = relative.getName(from);
        if (from == relative.getNameCount() - 1) {
            return step.take(directory, name);
        }
        try (SecureDirectoryStream<Path> inner = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return at(inner, relative, from + 1, step);
        }
    }

    private SecureDirectoryStream<Path> open() throws IOException {
        DirectoryStream<Path> directory = Files.newDirectoryStream(root);
        if (directory instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        directory.close();
        throw new NotDirectoryException(root + " is on a file system that cannot open files relative to a directory");
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }
}
