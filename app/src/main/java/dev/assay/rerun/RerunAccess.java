package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.Permission;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Decides which callers may request and withdraw reruns (RR-02 to RR-05). */
@Singleton
class RerunAccess {
    private final RerunRepository reruns;
    private final Access access;

    RerunAccess(RerunRepository reruns, Access access) {
        this.reruns = reruns;
        this.access = access;
    }

    /** What a caller may do. */
    sealed interface Decision {
        /** @param selection what the caller may change: the requested executions at the time of the decision */
        record Allowed(Selection selection) implements Decision {}

        record Denied(Permission lacking) implements Decision {}

        /** The selection is a mistake, and permissions cannot be checked. The reason is a sentence for the caller. */
        record Mistaken(String reason) implements Decision {}
    }

    /**
     * Takes at most two statements for any number of executions. A caller that has the permission by rules may change
     * only executions of the artefacts checked here, even if others match the filters later.
     */
    Decision decide(Selection selection, Caller caller) {
        if (selection.isBulk() && !access.holds(caller, CHANGE_RERUN_BULK)) {
            return new Decision.Denied(CHANGE_RERUN_BULK);
        }
        if (access.holds(caller, CHANGE_RERUN)) {
            return new Decision.Allowed(selection);
        }
        if (caller.user() == null) {
            return new Decision.Denied(CHANGE_RERUN);
        }
        Optional<String> mistake = selection.mistake();
        if (mistake.isPresent()) {
            return new Decision.Mistaken(mistake.get());
        }
        List<Integer> affected = selection.isNothing() ? List.of() : reruns.artefacts(selection);
        return access.isGranted(caller, CHANGE_RERUN, affected)
                ? new Decision.Allowed(selection.of(affected))
                : new Decision.Denied(CHANGE_RERUN);
    }
}
