package dev.assay.execution.v1;

import dev.assay.execution.Link;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;

/** A labelled URL of an execution in a request. The URL is normalised. */
@Schema(name = "Link")
record LinkRequest(String label, @Input.Url String url) {
    Link link() {
        return new Link(label, url);
    }
}
