package dev.assay.execution;

import dev.assay.web.input.Input;

/** A labelled URL of an execution, as sent; the URL is normalised. */
public record Link(String label, @Input.Url String url) {}
