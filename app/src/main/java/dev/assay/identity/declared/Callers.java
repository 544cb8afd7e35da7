package dev.assay.identity.declared;

import dev.assay.access.Permission;
import dev.assay.identity.cluster.AccountPattern;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parsed setting {@code KUBERNETES_CALLERS}: entries {@code namespace/service-account=application:permission,permission},
 * separated by semicolons or line breaks. {@code none} removes all callers; an empty setting changes nothing. It is parsed at
 * the start, before the database is used; a wrong setting stops the start.
 */
@Context
final class Callers {
    static final String KEY = "KUBERNETES_CALLERS";

    private static final String NONE = "none";
    private static final int MOST = 50;
    private static final Pattern ENTRY = Pattern.compile("([^/=]*)/([^/=]*)=([^:=]*):([^:=]*)");
    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,199}");
    private static final String EXAMPLE = "Write entries as in: " + KEY
            + "=assay/assay-operator=operator:view_test,change_test;team-*/*=collector:change_test";

    private final Optional<List<Declared>> declared;

    /**
     * A declared application.
     *
     * @param permissions without duplicates, in the order of {@link Permission}
     * @param accepted the service accounts that authenticate as this application
     */
    record Declared(String name, List<Permission> permissions, List<AccountPattern> accepted) {
        Declared {
            permissions = List.copyOf(permissions);
            accepted = List.copyOf(accepted);
        }

        /** Wire names, separated by commas. */
        String permissionNames() {
            return permissions.stream().map(Permission::wire).collect(Collectors.joining(", "));
        }
    }

    Callers(DeclaredSettings settings) {
        String text = settings.callers().strip();
        this.declared = text.isEmpty() ? Optional.empty() : Optional.of(text.equals(NONE) ? List.of() : parsed(text));
    }

    /** The applications in the order of the setting; empty if the setting is empty. */
    Optional<List<Declared>> declared() {
        return declared;
    }

    private static List<Declared> parsed(String text) {
        Map<String, Declared> all = new LinkedHashMap<>();
        Set<AccountPattern> seen = new HashSet<>();
        for (String part : text.split("[;\n]")) {
            if (!part.isBlank()) {
                Declared one = entry(part.strip());
                if (!seen.add(one.accepted().getFirst())) {
                    throw refused(part, "names " + one.accepted().getFirst() + " a second time");
                }
                all.merge(one.name(), one, (before, more) -> joined(part, before, more));
            }
        }
        if (all.isEmpty()) {
            throw new RefusedSetting(
                    KEY, "has no entry", EXAMPLE + "\nTo remove all callers, write: " + KEY + "=" + NONE);
        }
        return List.copyOf(all.values());
    }

    private static Declared entry(String part) {
        Matcher entry = ENTRY.matcher(part);
        if (!entry.matches()) {
            throw refused(part, "does not have the form namespace/service-account=application:permission,permission");
        }
        AccountPattern accepted =
                new AccountPattern(entry.group(1).strip(), entry.group(2).strip());
        accepted.problem().ifPresent(problem -> {
            throw refused(part, "is wrong: " + problem);
        });
        String name = entry.group(3).strip();
        if (!APPLICATION.matcher(name).matches()) {
            throw refused(part, "has no name for the application: up to 200 letters, digits, blanks, dots, - and _");
        }
        return new Declared(name, permissions(part, entry.group(4)), List.of(accepted));
    }

    private static List<Permission> permissions(String part, String names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names.split(",", -1)) {
            permissions.add(Permission.named(name.strip())
                    .orElseThrow(() -> refused(
                            part,
                            "names the permission '" + name.strip() + "', which does not exist; the permissions are "
                                    + Arrays.stream(Permission.values())
                                            .map(known -> known.wire())
                                            .collect(Collectors.joining(", ")))));
        }
        return List.copyOf(permissions);
    }

    private static Declared joined(String part, Declared before, Declared more) {
        if (!before.permissions().equals(more.permissions())) {
            throw refused(
                    part,
                    "gives '" + more.name() + "' other permissions than an entry before it; use two applications");
        }
        if (before.accepted().size() == MOST) {
            throw refused(part, "is one too many: at most " + MOST + " entries for an application");
        }
        List<AccountPattern> accepted = new ArrayList<>(before.accepted());
        accepted.addAll(more.accepted());
        return new Declared(before.name(), before.permissions(), accepted);
    }

    private static RefusedSetting refused(String part, String problem) {
        return new RefusedSetting(KEY, "has the entry '" + part.strip() + "', which " + problem, EXAMPLE);
    }
}
