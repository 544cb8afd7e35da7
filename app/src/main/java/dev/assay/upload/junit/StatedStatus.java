package dev.assay.upload.junit;

import dev.assay.upload.junit.ParsedCase.Status;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides the status of a case by the words of its attributes and its child elements (docs/identity.md has the table). */
final class StatedStatus {
    private static final Map<String, Word> WORDS = words();

    /** What a word means, from the best to the worst. */
    enum Word {
        PASSED,
        /** It passed, though it was expected to fail. */
        UNEXPECTED_PASS,
        /** It failed at first and passed in the end. */
        FLAKY,
        /** It decides nothing. */
        UNDECIDED,
        SKIPPED,
        /** A failure is expected or does not count: the case counts as skipped. */
        HELD,
        FAILED
    }

    private Word stated = Word.PASSED;
    private boolean failureInside;
    private boolean skipInside;
    private boolean flakyInside;

    /** The meaning of an attribute's value. */
    static Word ofAttribute(String value) {
        Word word = find(value);
        return word == null ? Word.UNDECIDED : word;
    }

    /** The meaning of a child element; null if it says nothing about the status. */
    static @Nullable Word ofChild(String name) {
        return find(name);
    }

    /** Adds an attribute. If two differ, the worse counts. */
    void state(Word word) {
        stated = word.compareTo(stated) > 0 ? word : stated;
    }

    /** Adds a child element. */
    void child(Word word) {
        switch (word) {
            case FAILED -> failureInside = true;
            case SKIPPED -> skipInside = true;
            case FLAKY -> flakyInside = true;
            case HELD -> state(word);
            case PASSED, UNEXPECTED_PASS, UNDECIDED -> {}
        }
    }

    Status status() {
        if (stated == Word.HELD) {
            return Status.SKIPPED;
        }
        if (stated == Word.FAILED || failureInside && stated != Word.FLAKY) {
            return Status.FAILED;
        }
        return stated == Word.SKIPPED || skipInside ? Status.SKIPPED : Status.PASSED;
    }

    /** True if the case passed after a failure. */
    boolean isFlaky() {
        return status() == Status.PASSED && (flakyInside || stated == Word.FLAKY);
    }

    /** True if something of the case failed, also if it does not count in the end. */
    boolean hasFailure() {
        return failureInside || flakyInside || stated == Word.FAILED || stated == Word.FLAKY || stated == Word.HELD;
    }

    private static @Nullable Word find(String text) {
        Word word = WORDS.get(text);
        return word != null ? word : WORDS.get(normal(text));
    }

    /** The word in any case, with its underscores, hyphens and spaces removed. */
    private static String normal(String text) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '_' && c != '-' && !Character.isWhitespace(c)) {
                word.append(c);
            }
        }
        return word.toString().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Word> words() {
        Map<Word, String> meanings = Map.of(
                Word.PASSED, "pass passed ok success successful run completed",
                Word.UNEXPECTED_PASS, "xpass",
                Word.FLAKY, "flaky flakyfailure flakyerror",
                Word.UNDECIDED, "unstable unknown warning risky",
                Word.SKIPPED,
                        "skip skipped disabled ignored pending todo notrun notexecuted blocked canceled cancelled"
                                + " inconclusive incomplete suppressed filtered untested",
                Word.HELD, "xfail quarantined",
                Word.FAILED,
                        "fail failed failure failures error errored broken crash crashed abort aborted fatal panicked"
                                + " timeout timedout interrupted ko nok softfailure rerunfailure rerunerror");
        Map<String, Word> words = new HashMap<>();
        meanings.forEach((meaning, texts) -> {
            for (String text : texts.split(" ")) {
                words.put(text, meaning);
            }
        });
        return Map.copyOf(words);
    }
}
