package dev.assay.web.input;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mistakes in one request: the first ones, and how many there are. One body may contain a million of them. */
public final class Violations {
    private final Dialect dialect;
    private final List<Violation> first = new ArrayList<>();
    private int size;
    private @Nullable String sentence;

    /** @param dialect the dialect that the request is written in */
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

    /** True if there are as many as a response lists. */
    public boolean isFull() {
        return first.size() == RequestLimits.ERRORS_REPORTED;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** The violations that the response lists. */
    public List<Violation> first() {
        return List.copyOf(first);
    }

    /** Adds a mistake in values that are each well formed. It is the response if there is no violation; only the first one counts. */
    public void say(String what) {
        sentence = sentence == null ? what : sentence;
    }

    public @Nullable String sentence() {
        return sentence;
    }
}
