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

/**
 * Describes an operation that takes a result file in the API description. The operation reads the parameters itself.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Parameter(
        name = "family",
        in = ParameterIn.QUERY,
        required = true,
        description =
                "The kind of thing that was tested. Its key has the fields of start-test, such as name and version.",
        schema = @Schema(allowableValues = {"snap", "deb", "charm", "image", "solution", "oci", "generic"}))
@Parameter(
        name = "environment",
        in = ParameterIn.QUERY,
        required = true,
        description = "The environment in which it was tested.")
@Parameter(name = "name", in = ParameterIn.QUERY, description = "The name of the tested thing.")
@Parameter(name = "version", in = ParameterIn.QUERY, description = "The version of the tested thing.")
@Parameter(name = "arch", in = ParameterIn.QUERY, description = "The architecture of the tested thing.")
@Parameter(name = "revision", in = ParameterIn.QUERY, description = "The revision of a snap or charm.")
@Parameter(name = "track", in = ParameterIn.QUERY, description = "The track of a snap, charm or solution.")
@Parameter(name = "store", in = ParameterIn.QUERY, description = "The store of a snap.")
@Parameter(name = "branch", in = ParameterIn.QUERY, description = "The branch of a snap or charm.")
@Parameter(
        name = "execution_stage",
        in = ParameterIn.QUERY,
        description = "The stage at which it was tested, for families that have stages.")
@Parameter(name = "series", in = ParameterIn.QUERY, description = "The series of a deb.")
@Parameter(name = "repo", in = ParameterIn.QUERY, description = "The repository of a deb.")
@Parameter(
        name = "source",
        in = ParameterIn.QUERY,
        description = "The source of a solution, or of a deb that has no stage.")
@Parameter(name = "os", in = ParameterIn.QUERY, description = "The operating system of an image.")
@Parameter(name = "release", in = ParameterIn.QUERY, description = "The release of an image.")
@Parameter(name = "owner", in = ParameterIn.QUERY, description = "The owner of an image.")
@Parameter(name = "sha256", in = ParameterIn.QUERY, description = "The checksum of an image.")
@Parameter(name = "image_url", in = ParameterIn.QUERY, description = "The URL of an image.")
@Parameter(name = "digest", in = ParameterIn.QUERY, description = "The digest of a container image.")
@Parameter(name = "test_plan", in = ParameterIn.QUERY, description = "The suite that ran. Without it, default.")
@Parameter(name = "ci_link", in = ParameterIn.QUERY, description = "The URL of the CI run. Each run is one execution.")
@Parameter(
        name = "metadata",
        in = ParameterIn.QUERY,
        description = "Metadata of the run: category:value. It can be repeated.",
        array = @ArraySchema(schema = @Schema(type = "string")))
@Parameter(
        name = "part",
        in = ParameterIn.QUERY,
        description = "The name of this file among those of one ci_link, such as its path. Sent again under the same"
                + " name, it replaces what it stored before. All files without a name are one part, unless they are"
                + " partial.")
@Parameter(
        name = "partial",
        in = ParameterIn.QUERY,
        description = "true if more files follow: the execution stays in progress until PATCH sets it to"
                + " COMPLETED, or a file without this parameter arrives.",
        schema = @Schema(allowableValues = {"true", "false"}))
@Parameter(
        name = "attempts",
        in = ParameterIn.QUERY,
        description = "What becomes of cases with one name in the file: merge makes them attempts of one result, keep"
                + " makes each a result of its own. Without it, the rules for the tool that wrote the file decide.",
        schema =
                @Schema(
                        allowableValues = {"dialect", "merge", "keep"},
                        defaultValue = "dialect"))
@Parameter(
        name = "format",
        in = ParameterIn.QUERY,
        description = "The format of the file. Without it, junit.",
        schema =
                @Schema(
                        allowableValues = {"junit"},
                        defaultValue = "junit"))
@Parameter(
        name = "Idempotency-Key",
        in = ParameterIn.HEADER,
        description =
                "A key for each file, such as a UUID, of at most 200 characters. A file that is sent again with its key is stored once.")
@RequestBody(
        required = true,
        description = "The file, plain or gzip.",
        content = {@Content(mediaType = "application/xml"), @Content(mediaType = "application/gzip")})
@ApiResponse(responseCode = "201", description = "The file is stored, now or by an earlier request")
@ApiResponse(
        responseCode = "409",
        description = "The Idempotency-Key was used for another upload, or the ci_link for something different")
@ApiResponse(responseCode = "415", description = "The Content-Encoding is not gzip")
@ApiResponse(responseCode = "429", description = "The caller sends too many large uploads at the same time")
@ApiResponse(
        responseCode = "503",
        description = "There is no room for the upload now, or the database cannot be reached")
@interface TakesReport {}
