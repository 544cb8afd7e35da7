package dev.assay.web.input;

import java.util.ArrayList;
import java.util.List;

/** The mistakes of one request: the first ones, and how many there are. A body may make a million of them. */
public final class Violations {
    private final Dialect dialect;
    private final List<Violation> first = new ArrayList<>();
    private int size;

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
        return first.size() == Caps.ERRORS_REPORTED;
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
}
