package dev.assay.execution;

/** A labelled URL of an execution. */
public record Link(String label, String url) {}
