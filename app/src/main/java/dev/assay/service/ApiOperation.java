package dev.assay.service;

import dev.assay.access.Open;
import dev.assay.access.Permission;
import dev.assay.access.Permit;
import dev.assay.web.Operation;
import dev.assay.web.RouteInput;
import dev.assay.web.input.shape.Schemas;
import io.micronaut.http.HttpResponse;
import io.swagger.v3.oas.annotations.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API description: texts, tags and declared answers as the compiler generated them; input, permissions
 * and failures as they are enforced (SVC-20 to SVC-22).
 *
 * @param generated what the compiler wrote
 * @param schemas collects what the input refers to
 */
record ApiOperation(Operation operation, Map<String, Object> generated, Schemas schemas) {
    private static final String JSON = "application/json";

    Map<String, Object> describe() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String text : List.of("tags", "summary", "description", "deprecated")) {
            Object value = generated.get(text);
            if (value != null && !(text.equals("description") && value.equals(generated.get("summary")))) {
                json.put(text, value);
            }
        }
        json.put("operationId", id());
        Permit permit = operation.handler().getAnnotation(Permit.class);
        if (permit != null) {
            json.put(
                    "x-permissions",
                    Arrays.stream(permit.value()).map(Permission::wire).toList());
        }
        List<Object> parameters = parameters();
        if (!parameters.isEmpty()) {
            json.put("parameters", parameters);
        }
        Object body = body();
        if (body != null) {
            json.put("requestBody", body);
        }
        json.put("responses", responses(permit));
        return json;
    }

    /** As declared; else method and path: unique, and the same whatever else is added. */
    private String id() {
        io.swagger.v3.oas.annotations.Operation declared =
                operation.handler().getAnnotation(io.swagger.v3.oas.annotations.Operation.class);
        if (declared != null && !declared.operationId().isEmpty()) {
            return declared.operationId();
        }
        String path = operation.path().equals("/") ? "/root" : operation.path();
        return operation.method().toLowerCase(Locale.ROOT)
                + path.replaceAll("[^A-Za-z0-9]+", "_").replaceFirst("_$", "");
    }

    private List<Object> parameters() {
        List<Object> parameters = new ArrayList<>();
        RouteInput input = operation.input();
        for (RouteInput.Named named : input.path()) {
            parameters.add(parameter("path", named, true));
        }
        for (RouteInput.Named named : input.allQuery()) {
            parameters.add(parameter("query", named, Schemas.isRequired(named.parameter())));
        }
        parameters.addAll(new Declared(operation.handler()).parameters());
        return parameters;
    }

    private Map<String, Object> parameter(String in, RouteInput.Named named, boolean required) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", named.wire());
        json.put("in", in);
        Parameter said = named.parameter().getAnnotation(Parameter.class);
        String description = said == null ? "" : said.description();
        if (description.isEmpty()) {
            description =
                    in.equals("path") ? "Which of the " + collection(named.wire()) + ", by id." : text(named.wire());
        }
        if (!description.isEmpty()) {
            json.put("description", description);
        }
        json.put("required", required);
        if (said != null && said.deprecated()) {
            json.put("deprecated", true);
        }
        json.put("schema", schemas.of(named.parameter()));
        return json;
    }

    /** What the handler's documentation says of a parameter. */
    private String text(String parameter) {
        return Json.list(generated.get("parameters")).stream()
                .map(Json::object)
                .filter(known -> parameter.equals(known.get("name")))
                .map(known -> String.valueOf(known.getOrDefault("description", "")))
                .findFirst()
                .orElse("");
    }

    /** What stands before a variable of the path. */
    private String collection(String variable) {
        String before = operation.path().substring(0, operation.path().indexOf("/{" + variable + "}"));
        return before.substring(before.lastIndexOf('/') + 1).replace('-', ' ').replace('_', ' ');
    }

    /** Bodies of our shapes are described by them; others are files, of types that an annotation declares. */
    private @Nullable Object body() {
        if (operation.input().body() == null) {
            return new Declared(operation.handler()).body().orElse(null);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("required", Schemas.isRequired(operation.input().body()));
        json.put("content", content(JSON, schemas.of(operation.input().body())));
        return json;
    }

    private Map<String, Object> responses(@Nullable Permit permit) {
        Map<String, Object> responses = new TreeMap<>();
        Json.object(generated.get("responses")).forEach((code, response) -> responses.put(code, json(response)));
        if (!declaresAnswers()) {
            Map<String, Object> success = answer(responses);
            responses.clear();
            String code = success.containsKey("content") ? "200" : "204";
            responses.put(new Declared(operation.handler()).created().isPresent() ? "201" : code, success);
        }
        Declared declared = new Declared(operation.handler());
        declared.nullable().forEach(code -> responses.computeIfPresent(code, (status, response) -> orNull(response)));
        RouteInput input = operation.input();
        declared.failures()
                .forEach((code, description) -> responses.put(
                        code, failure(description, code.equals("422") ? "HTTPValidationError" : "Error")));
        Open open = operation.handler().getAnnotation(Open.class);
        boolean takesBody = input.body() != null || declared.body().isPresent();
        if (takesBody) {
            responses.putIfAbsent("400", failure("The body cannot be read", "Error"));
            responses.putIfAbsent("413", failure("The body is larger than /v2/limits says", "Error"));
        }
        if (open != null && open.value() == Open.To.ANYONE_UNLESS_REQUIRED) {
            responses.putIfAbsent("401", failure("This server requires authentication", "Error"));
        }
        if (permit != null || (open != null && open.value() == Open.To.THIS_MACHINE)) {
            responses.putIfAbsent("403", failure("The caller may not do this", "Error"));
        }
        if (!input.path().isEmpty()) {
            responses.putIfAbsent("404", failure("What the path names does not exist", "Error"));
        }
        if (takesBody || !input.path().isEmpty() || !input.allQuery().isEmpty()) {
            responses.putIfAbsent("422", failure("The request is not valid", "HTTPValidationError"));
        }
        return responses;
    }

    private static Map<String, Object> orNull(Object response) {
        Map<String, Object> json = new LinkedHashMap<>(Json.object(response));
        Map<String, Object> media = Json.object(Json.object(json.get("content")).get(JSON));
        json.put("content", content(JSON, Schemas.orNull(Json.object(media.get("schema")))));
        return json;
    }

    /** Without the media types that our controllers list only because they accept every wish and answer JSON. */
    private static Map<String, Object> json(Object generated) {
        Map<String, Object> response = new LinkedHashMap<>(Json.object(generated));
        Map<String, Object> content = new LinkedHashMap<>(Json.object(response.get("content")));
        if (content.containsKey(JSON)) {
            content.keySet().retainAll(List.of(JSON));
            response.put("content", content);
        }
        return response;
    }

    /** The compiler's own answer is called by the operation's id. */
    private boolean declaresAnswers() {
        String own = generated.get("operationId") + " 200 response";
        return Json.object(generated.get("responses")).values().stream()
                .noneMatch(response -> own.equals(Json.object(response).get("description")));
    }

    /** What the compiler makes of the return type; a handler of {@code HttpResponse<String>} answers JSON null (CONV-06). */
    private Map<String, Object> answer(Map<String, Object> responses) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("description", "Done");
        Type body = operation.handler().getGenericReturnType();
        if (body instanceof ParameterizedType wrapped && wrapped.getRawType() == HttpResponse.class) {
            body = wrapped.getActualTypeArguments()[0];
            if (body == String.class) {
                json.put("content", content(JSON, new LinkedHashMap<>(Map.of("type", "null"))));
                return json;
            }
        }
        if (body != Void.class && body != void.class) {
            Object success = responses.values().iterator().next();
            json.put("content", Json.object(success).get("content"));
        }
        return json;
    }

    private Map<String, Object> failure(String description, String v1) {
        boolean problem = operation.path().startsWith("/v2/");
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("$ref", "#/components/schemas/" + (problem ? "Problem" : v1));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("description", description);
        json.put("content", content(problem ? "application/problem+json" : JSON, reference));
        return json;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        Map<String, Object> media = new LinkedHashMap<>();
        media.put("schema", schema);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(type, media);
        return json;
    }
}
