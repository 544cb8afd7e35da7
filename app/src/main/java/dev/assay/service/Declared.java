package dev.assay.service;

import dev.assay.web.RouteInput;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What annotations say of an operation that reads its request by itself: on the handler, or on an annotation of the handler
 * that several share. The compiler's processor would lose the latter.
 */
record Declared(Method handler) {

    List<Map<String, Object>> parameters() {
        return all(Parameter.class).map(Declared::parameter).toList();
    }

    /** A file of one of the declared media types. */
    Optional<Map<String, Object>> body() {
        return all(RequestBody.class).findFirst().map(body -> {
            Map<String, Object> content = new LinkedHashMap<>();
            Arrays.stream(body.content()).forEach(media -> content.put(media.mediaType(), new LinkedHashMap<>()));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("description", body.description());
            json.put("required", body.required());
            json.put("content", content);
            return json;
        });
    }

    /** The success that is not 200. */
    Optional<ApiResponse> created() {
        return all(ApiResponse.class)
                .filter(answer -> answer.responseCode().equals("201"))
                .findFirst();
    }

    /** Statuses of objects that may be null, which the compiler's processor leaves out beside a reference. */
    List<String> nullable() {
        return all(ApiResponse.class)
                .filter(answer -> Arrays.stream(answer.content())
                        .anyMatch(content -> content.schema().nullable()))
                .map(ApiResponse::responseCode)
                .toList();
    }

    /** What is said of answers that are no success, by status. */
    Map<String, String> failures() {
        return all(ApiResponse.class)
                .filter(answer -> answer.responseCode().matches("[45].."))
                .collect(Collectors.toMap(ApiResponse::responseCode, ApiResponse::description));
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> schema = new LinkedHashMap<>();
        boolean list = parameter.array().schema().type().equals("string");
        schema.put("type", list ? "array" : "string");
        if (list) {
            schema.put("items", new LinkedHashMap<>(Map.of("type", "string")));
        }
        List<String> values = List.of(parameter.schema().allowableValues());
        if (!values.isEmpty()) {
            schema.put("enum", values);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", parameter.name());
        json.put("in", parameter.in().name().toLowerCase(Locale.ROOT));
        json.put("description", parameter.description());
        json.put("required", parameter.required());
        json.put("schema", schema);
        return json;
    }

    private <A extends Annotation> Stream<A> all(Class<A> kind) {
        return RouteInput.declared(handler, kind);
    }
}
