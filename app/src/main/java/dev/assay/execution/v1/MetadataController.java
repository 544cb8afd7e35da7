package dev.assay.execution.v1;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
import dev.assay.web.JsonApi;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;

/** Metadata of executions (contract execution-metadata.md). */
@Controller("/v1/execution-metadata")
@Tag(name = "execution-metadata")
@JsonApi
class MetadataController {
    private final Executions executions;

    MetadataController(Executions executions) {
        this.executions = executions;
    }

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ExecutionMetadataGetResponse")
    record AllMetadata(
            @Schema(ref = "#/components/schemas/ExecutionMetadata")
            Map<String, List<String>> executionMetadata) {}

    /** All pairs of metadata, by category (EM-02). */
    @Get
    @Permit(VIEW_TEST)
    AllMetadata all() {
        return new AllMetadata(executions.metadata());
    }
}
