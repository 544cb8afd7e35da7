package dev.assay.identity.declared;

import dev.assay.access.Permissions;
import dev.assay.identity.cluster.AccountPattern;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates and changes the applications that {@code KUBERNETES_CALLERS} declares. Changes only applications that it created
 * itself, never those that people created.
 */
@Singleton
public class DeclaredApplications {
    private final Callers callers;
    private final DeclaredRepository applications;
    private final Permissions held;

    DeclaredApplications(Callers callers, DeclaredRepository applications, Permissions held) {
        this.callers = callers;
        this.applications = applications;
        this.held = held;
    }

    /** The result of applying the setting. */
    public sealed interface Outcome {
        /** The setting is empty, so nothing was done. */
        record Unset() implements Outcome {}

        /**
         * All applications are as declared.
         *
         * @param changed descriptions of the changes, for people
         */
        record Applied(List<String> changed) implements Outcome {
            public Applied {
                changed = List.copyOf(changed);
            }
        }

        /** Nothing was done, because people created applications with these names. */
        record MadeByHand(List<String> names) implements Outcome {
            public MadeByHand {
                names = List.copyOf(names);
            }
        }
    }

    /** Applies the setting in one transaction. Applying it again changes nothing. */
    @Transactional
    public Outcome apply() {
        Optional<List<Callers.Declared>> declared = callers.declared();
        if (declared.isEmpty()) {
            return new Outcome.Unset();
        }
        applications.lock();
        String[] names = declared.get().stream().map(Callers.Declared::name).toArray(String[]::new);
        List<String> others = applications.ofOthers(names, Callers.KEY);
        if (!others.isEmpty()) {
            return new Outcome.MadeByHand(others);
        }
        List<String> changed = new ArrayList<>();
        declared.get().forEach(one -> apply(one).ifPresent(changed::add));
        int ended = applications.deleteTrustsOfOthers(names, Callers.KEY);
        if (ended > 0) {
            changed.add("Removed the callers of applications that are no longer named");
        }
        return new Outcome.Applied(changed);
    }

    /** Returns a description of the change; empty if nothing changed. */
    private Optional<String> apply(Callers.Declared one) {
        String[] theirs = Permissions.theirs(one.permissions());
        Integer made = applications.insert(one.name(), theirs, Callers.KEY);
        int id = made == null ? applications.id(one.name(), Callers.KEY) : made;
        int changes = made == null ? applications.updatePermissions(id, theirs) : 1;
        changes += held.setOurs(id, one.permissions());
        List<String> trusts = new ArrayList<>();
        for (AccountPattern accepted : one.accepted()) {
            String trust = trusts.isEmpty() ? "kubernetes" : "kubernetes-" + (trusts.size() + 1);
            changes += applications.putTrust(id, trust, accepted.namespace(), accepted.serviceAccount());
            trusts.add(trust);
        }
        changes += applications.deleteOtherTrusts(id, trusts.toArray(String[]::new));
        return changes == 0
                ? Optional.empty()
                : Optional.of((made == null ? "Changed" : "Created") + " application " + one.name() + ": "
                        + one.permissionNames() + " for "
                        + String.join(
                                ", ",
                                one.accepted().stream()
                                        .map(AccountPattern::toString)
                                        .toList()));
    }
}
