package dev.assay.artefact;

import dev.assay.database.Fragment;
import org.jspecify.annotations.Nullable;

/** Selects artefacts. A null field matches any. */
public record ArtefactFilter(
        @Nullable Family family,
        @Nullable String name,
        @Nullable Stage stage,
        @Nullable ArtefactStatus status) {

    /** Conditions on an artefact, each beginning with AND. */
    Fragment conditions() {
        Fragment conditions = Fragment.EMPTY;
        if (family != null) {
            conditions = conditions.then("AND family = CAST(? AS familyname)", family.wire());
        }
        if (name != null) {
            conditions = conditions.then("AND name = ?", name);
        }
        if (stage != null) {
            conditions = conditions.then("AND stage = ?", stage.wire());
        }
        return status == null ? conditions : conditions.then("AND status = CAST(? AS artefactstatus)", status.name());
    }
}
