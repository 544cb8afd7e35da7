package dev.assay.upload;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API description says of an operation that takes a result file; the operation reads all of it by itself. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Parameter(
        name = "family",
        in = ParameterIn.QUERY,
        required = true,
        description = "What kind of thing was tested; its key has the fields of start-test, such as name and version.",
        schema = @Schema(allowableValues = {"snap", "deb", "charm", "image", "solution", "oci", "generic"}))
@Parameter(name = "environment", in = ParameterIn.QUERY, required = true, description = "Where it was tested.")
@Parameter(name = "name", in = ParameterIn.QUERY, description = "Of what was tested.")
@Parameter(name = "version", in = ParameterIn.QUERY, description = "Of what was tested.")
@Parameter(name = "arch", in = ParameterIn.QUERY, description = "Of what was tested.")
@Parameter(name = "revision", in = ParameterIn.QUERY, description = "The revision of a snap or charm.")
@Parameter(name = "track", in = ParameterIn.QUERY, description = "The track of a snap, charm or solution.")
@Parameter(name = "store", in = ParameterIn.QUERY, description = "The store of a snap.")
@Parameter(name = "branch", in = ParameterIn.QUERY, description = "The branch of a snap or charm.")
@Parameter(
        name = "execution_stage",
        in = ParameterIn.QUERY,
        description = "The stage at which it was tested, of families that have stages.")
@Parameter(name = "series", in = ParameterIn.QUERY, description = "The series of a deb.")
@Parameter(name = "repo", in = ParameterIn.QUERY, description = "The repository of a deb.")
@Parameter(
        name = "source",
        in = ParameterIn.QUERY,
        description = "Where a deb is from instead of a stage, or the source of a solution.")
@Parameter(name = "os", in = ParameterIn.QUERY, description = "The operating system of an image.")
@Parameter(name = "release", in = ParameterIn.QUERY, description = "The release of an image.")
@Parameter(name = "owner", in = ParameterIn.QUERY, description = "The owner of an image.")
@Parameter(name = "sha256", in = ParameterIn.QUERY, description = "The checksum of an image.")
@Parameter(name = "image_url", in = ParameterIn.QUERY, description = "Where an image is.")
@Parameter(name = "digest", in = ParameterIn.QUERY, description = "The digest of a container image.")
@Parameter(name = "test_plan", in = ParameterIn.QUERY, description = "The suite that ran; default when absent.")
@Parameter(name = "ci_link", in = ParameterIn.QUERY, description = "The run; one execution for each.")
@Parameter(
        name = "metadata",
        in = ParameterIn.QUERY,
        description = "A mark of the run, category:value; repeatable.",
        array = @ArraySchema(schema = @Schema(type = "string")))
@Parameter(
        name = "partial",
        in = ParameterIn.QUERY,
        description = "More files are to come: the results are stored and the execution goes on, until it is told"
                + " COMPLETED by PATCH or gets a file without this.",
        schema = @Schema(allowableValues = {"true", "false"}))
@Parameter(
        name = "format",
        in = ParameterIn.QUERY,
        description = "How the file is written; junit when absent.",
        schema =
                @Schema(
                        allowableValues = {"junit"},
                        defaultValue = "junit"))
@Parameter(
        name = "Idempotency-Key",
        in = ParameterIn.HEADER,
        description =
                "One for each file, such as a UUID of at most 200 characters: sent again, the file is stored once.")
@RequestBody(
        required = true,
        description = "The file, plain or gzip.",
        content = {@Content(mediaType = "application/xml"), @Content(mediaType = "application/gzip")})
@ApiResponse(responseCode = "201", description = "Stored, now or before")
@ApiResponse(responseCode = "409", description = "The Idempotency-Key was used for another upload")
@ApiResponse(responseCode = "415", description = "The Content-Encoding is not gzip")
@ApiResponse(responseCode = "429", description = "More large uploads of the caller at once than are read")
@ApiResponse(responseCode = "503", description = "There is no room for the upload now, or the database is away")
@interface TakesReport {}
