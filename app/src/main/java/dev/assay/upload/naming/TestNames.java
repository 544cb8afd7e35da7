package dev.assay.upload.naming;

import dev.assay.platform.IndexedText;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The names of the tests of one file, in the order of the file. It needs only what it was given so far: the root, the open
 * suites and the case itself.
 */
public final class TestNames {
    private final Deque<Suite> suites = new ArrayDeque<>();
    private boolean rootHasId;
    private boolean rootIsBare;
    private boolean go;

    /** @param path the names of the suites from the outermost to this one */
    private record Suite(
            @Nullable String name,
            @Nullable String host,
            @Nullable String path) {}

    /** What the tool's rule can see of the file around a case. */
    record File(
            boolean rootHasId,
            boolean rootIsBare,
            boolean isGo,
            @Nullable String suite,
            @Nullable String host,
            @Nullable String path) {}

    /**
     * A case as it is in the file. What is missing or blank is null.
     *
     * @param className {@code classname}, or {@code class} of tools that write no other
     */
    public record Case(
            @Nullable String className,
            @Nullable String name,
            @Nullable String file) {}

    /**
     * The name of a test.
     *
     * @param identity the same in every run; empty if the file says nothing about the case
     * @param reported with what differs in each run; equal to the identity if nothing does
     * @param repeat what it means if the identity occurs again
     */
    public record Name(String identity, String reported, Repeat repeat) {}

    /**
     * The root {@code <testsuites>}.
     *
     * @param hasId true if it has the attribute {@code id}, if only an empty one
     * @param attributes the number of its attributes
     */
    public void root(boolean hasId, int attributes) {
        rootHasId = hasId;
        rootIsBare = attributes == 0;
    }

    /** Opens a suite in the one that is open. */
    public void open(@Nullable String name, @Nullable String host) {
        Suite around = suites.peek();
        suites.push(new Suite(name, host, path(around == null ? null : around.path, name)));
    }

    /** Closes the suite that was opened last. */
    public void close() {
        suites.pop();
    }

    /** A property of the root or a suite. */
    public void property(@Nullable String name) {
        if ("go.version".equals(name)) {
            go = true;
        }
    }

    public Name of(Case test) {
        Suite suite = suites.peek();
        File file = new File(
                rootHasId,
                rootIsBare,
                go,
                suite == null ? null : suite.name,
                suite == null ? null : suite.host,
                suite == null ? null : suite.path);
        Tool tool = Tool.of(file, test);
        String reported = tool.name(file, test);
        return new Name(Masks.masked(reported), reported, tool.repeat());
    }

    /** The name of a suite for a failure of its own; empty if no suite has a name. */
    public String ofSuite() {
        return of(new Case(null, null, null)).identity();
    }

    /** {@code owner.name}; one of them if the other is missing or the same. */
    static String joined(@Nullable String owner, @Nullable String name) {
        if (owner == null || owner.equals(name)) {
            return name == null ? "" : name;
        }
        return name == null ? owner : owner + "." + name;
    }

    /** True if the text begins with the word and does not continue it. */
    static boolean beginsWith(String text, String word) {
        return text.startsWith(word)
                && (text.length() == word.length()
                        || !isPart(text.charAt(word.length()))
                        || !isPart(word.charAt(word.length() - 1)));
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** Shortened at each level, because many long suites may lie in each other. */
    private static @Nullable String path(@Nullable String around, @Nullable String name) {
        if (around == null || name == null) {
            return name == null ? around : name;
        }
        return beginsWith(name, around) ? name : IndexedText.shortened(around + "." + name, IndexedText.ALONE);
    }
}
