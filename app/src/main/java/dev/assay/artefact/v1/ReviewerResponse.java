package dev.assay.artefact.v1;

import dev.assay.artefact.Reviewer;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A person that reviews artefacts, as v1 shows them (ART-RESP-01).
 *
 * @param launchpadEmail the e-mail address again, under its old name
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "ReviewerResponse")
public record ReviewerResponse(
        int id,
        @Nullable String launchpadHandle,
        String email,
        @Schema(deprecated = true) String launchpadEmail,
        String name) {
    public static ReviewerResponse from(Reviewer reviewer) {
        return new ReviewerResponse(
                reviewer.id(), reviewer.launchpadHandle(), reviewer.email(), reviewer.email(), reviewer.name());
    }
}
