package dev.assay.web.input;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mistakes of one request: the first ones, and how many there are. A body may make a million of them. */
public final class Violations {
    private final Dialect dialect;
    private final List<Violation> first = new ArrayList<>();
    private int size;
    private @Nullable String sentence;

    /** @param dialect the one that the request is written in */
    public Violations(Dialect dialect) {
        this.dialect = dialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    public void add(Violation violation) {
        if (!isFull()) {
            first.add(violation);
        }
        size++;
    }

    public void addAll(Violations others) {
        others.first.forEach(this::add);
        size += others.size - others.first.size();
    }

    /** Whether as many are known as an answer names. */
    public boolean isFull() {
        return first.size() == RequestLimits.ERRORS_REPORTED;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** Those that the answer names. */
    public List<Violation> first() {
        return List.copyOf(first);
    }

    /** What is wrong though each value has its form: answered by itself, if nothing else is wrong. The first counts. */
    public void say(String what) {
        sentence = sentence == null ? what : sentence;
    }

    public @Nullable String sentence() {
        return sentence;
    }
}
