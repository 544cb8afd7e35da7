package dev.assay.artefact.build;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import java.util.List;

/**
 * Selects builds of artefacts that are not archived.
 *
 * @param names names of artefacts, in which {@code *} matches any characters; empty for all
 * @param stages stages of artefacts; empty for all
 * @param architectures the build has one of these
 */
public record BuildFilter(Family family, List<String> names, List<String> stages, List<String> architectures) {
    public BuildFilter {
        names = List.copyOf(names);
        stages = List.copyOf(stages);
        architectures = List.copyOf(architectures);
    }

    /** Conditions on an artefact {@code a}. */
    Fragment ofArtefact() {
        boolean exact = names.stream().noneMatch(name -> name.contains("*"));
        return Fragment.of("AND NOT a.archived AND a.family = CAST(? AS familyname)", family.wire())
                .thenIf(!names.isEmpty() && exact, "AND a.name = ANY (?)", names)
                .thenIf(!names.isEmpty() && !exact, "AND a.name LIKE ANY (?)", patterns())
                .thenIf(!stages.isEmpty(), "AND a.stage = ANY (?)", stages);
    }

    /** A condition on a build {@code b}. */
    Fragment ofBuild() {
        return Fragment.of("AND b.architecture = ANY (?)", architectures);
    }

    private List<String> patterns() {
        return names.stream()
                .map(name -> name.replaceAll("[\\\\%_]", "\\\\$0").replace('*', '%'))
                .toList();
    }
}
