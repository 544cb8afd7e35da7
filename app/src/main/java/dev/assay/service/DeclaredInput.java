package dev.assay.service;

import dev.assay.web.RouteInput;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The annotations of an operation that reads its request by itself: on the handler, or on an annotation of the handler that several
 * handlers share. The annotation processor would lose the latter.
 */
record DeclaredInput(Method handler) {

    List<io.swagger.v3.oas.models.parameters.Parameter> parameters() {
        return all(Parameter.class).map(DeclaredInput::parameter).toList();
    }

    /** A file of one of the declared media types. */
    Optional<io.swagger.v3.oas.models.parameters.RequestBody> body() {
        return all(RequestBody.class).findFirst().map(body -> {
            Content content = new Content();
            Arrays.stream(body.content())
                    .forEach(media -> content.addMediaType(media.mediaType(), new MediaType().schema(file(media))));
            return new io.swagger.v3.oas.models.parameters.RequestBody()
                    .description(body.description())
                    .required(body.required())
                    .content(content);
        });
    }

    /** The type of what the file contains, by which pages know that a file is to be chosen. */
    private static Schema<?> file(io.swagger.v3.oas.annotations.media.Content media) {
        return new JsonSchema().contentMediaType(media.mediaType());
    }

    /** The response for a success that is not 200. */
    Optional<ApiResponse> created() {
        return all(ApiResponse.class)
                .filter(answer -> answer.responseCode().equals("201"))
                .findFirst();
    }

    /** The statuses whose object may be null; the annotation processor leaves that out if the object is a reference. */
    List<String> nullable() {
        return all(ApiResponse.class)
                .filter(answer -> Arrays.stream(answer.content())
                        .anyMatch(content -> content.schema().nullable()))
                .map(ApiResponse::responseCode)
                .toList();
    }

    /** The descriptions of failures, by status. */
    Map<String, String> failures() {
        return all(ApiResponse.class)
                .filter(answer -> answer.responseCode().matches("[45].."))
                .collect(Collectors.toMap(ApiResponse::responseCode, ApiResponse::description));
    }

    private static io.swagger.v3.oas.models.parameters.Parameter parameter(Parameter parameter) {
        Schema<Object> schema = new JsonSchema();
        if (parameter.array().schema().type().equals("string")) {
            schema.typesItem("array").items(new JsonSchema().typesItem("string"));
        } else {
            schema.typesItem("string");
        }
        List.of(parameter.schema().allowableValues()).forEach(schema::addEnumItemObject);
        return new io.swagger.v3.oas.models.parameters.Parameter()
                .name(parameter.name())
                .in(parameter.in().name().toLowerCase(Locale.ROOT))
                .description(parameter.description())
                .required(parameter.required())
                .schema(schema);
    }

    private <A extends Annotation> Stream<A> all(Class<A> kind) {
        return RouteInput.declared(handler, kind);
    }
}
