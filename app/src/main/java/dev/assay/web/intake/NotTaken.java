package dev.assay.web.intake;

import dev.assay.web.Fault;

/** An upload was refused; nothing of it is kept. */
public final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient UploadRefusal why;

    NotTaken(UploadRefusal why) {
        super(why.toString(), null, false, false);
        this.why = why;
    }

    public UploadRefusal why() {
        return why;
    }

    /** The response to the sender. */
    public Fault fault() {
        return why.fault();
    }
}
