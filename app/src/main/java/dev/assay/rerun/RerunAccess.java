package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.Permission;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Who may request and withdraw reruns (RR-02 to RR-05). */
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
        /** @param selection what may be changed: all that was meant when it was decided */
        record Allowed(Selection selection) implements Decision {}

        record Denied(Permission lacking) implements Decision {}

        /** Nobody is to be judged by it: the reason is a sentence for the caller. */
        record Mistaken(String reason) implements Decision {}
    }

    /**
     * At most two statements for any number of executions. Who has matching rules may change what is of the artefacts that
     * were checked, and not what comes to fit a filter meanwhile.
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
