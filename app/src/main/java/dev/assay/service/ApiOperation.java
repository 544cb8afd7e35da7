package dev.assay.service;

import dev.assay.access.Open;
import dev.assay.access.Permission;
import dev.assay.access.Permit;
import dev.assay.web.Operation;
import dev.assay.web.RouteInput;
import dev.assay.web.input.shape.Schemas;
import io.micronaut.http.HttpResponse;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API description. The compiler generated texts, tags and declared responses; input, permissions and failures
 * are described as they are enforced (SVC-20 to SVC-22).
 *
 * @param generated the description that the compiler generated
 * @param schemas collects the schemas that the input refers to
 */
record ApiOperation(Operation operation, io.swagger.v3.oas.models.Operation generated, Schemas schemas) {
    private static final String JSON = "application/json";

    io.swagger.v3.oas.models.Operation describe() {
        String summary = generated.getSummary();
        String description = generated.getDescription();
        io.swagger.v3.oas.models.Operation described = new io.swagger.v3.oas.models.Operation()
                .tags(generated.getTags())
                .summary(summary)
                .description(Objects.equals(summary, description) ? null : description)
                .deprecated(generated.getDeprecated())
                .operationId(id());
        Permit permit = operation.handler().getAnnotation(Permit.class);
        if (permit != null) {
            described.addExtension(
                    "x-permissions",
                    Arrays.stream(permit.value()).map(Permission::wire).toList());
        }
        security().forEach(described::addSecurityItem);
        List<Parameter> parameters = parameters();
        return described
                .parameters(parameters.isEmpty() ? null : parameters)
                .requestBody(body())
                .responses(responses(permit));
    }

    /** The ways to say who is calling; one that is empty means that it is not necessary. */
    private List<SecurityRequirement> security() {
        Open open = operation.handler().getAnnotation(Open.class);
        List<SecurityRequirement> ways = new ArrayList<>();
        if (open != null && (open.value() == Open.To.ANYONE || open.value() == Open.To.THIS_MACHINE)) {
            return ways;
        }
        if (open != null) {
            ways.add(new SecurityRequirement());
        }
        ways.add(new SecurityRequirement().addList("key"));
        ways.add(new SecurityRequirement().addList("session"));
        return ways;
    }

    /** The declared id, otherwise method and path: unique, and unaffected by other operations. */
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

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        RouteInput input = operation.input();
        for (RouteInput.Named named : input.path()) {
            parameters.add(parameter("path", named, true));
        }
        for (RouteInput.Named named : input.allQuery()) {
            parameters.add(parameter("query", named, Schemas.isRequired(named.parameter())));
        }
        parameters.addAll(new DeclaredInput(operation.handler()).parameters());
        return parameters;
    }

    private Parameter parameter(String in, RouteInput.Named named, boolean required) {
        io.swagger.v3.oas.annotations.Parameter said =
                named.parameter().getAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
        String description = said == null ? "" : said.description();
        if (description.isEmpty()) {
            description =
                    in.equals("path") ? "Which of the " + collection(named.wire()) + ", by id." : text(named.wire());
        }
        return new Parameter()
                .name(named.wire())
                .in(in)
                .description(description.isEmpty() ? null : description)
                .required(required)
                .deprecated(said != null && said.deprecated() ? true : null)
                .schema(schemas.of(named.parameter()));
    }

    /** The text about a parameter in the handler's Javadoc. */
    private String text(String parameter) {
        List<Parameter> known = generated.getParameters();
        return known == null
                ? ""
                : known.stream()
                        .filter(each -> parameter.equals(each.getName()))
                        .map(each -> Objects.requireNonNullElse(each.getDescription(), ""))
                        .findFirst()
                        .orElse("");
    }

    /** The name in the path before a variable. */
    private String collection(String variable) {
        String before = operation.path().substring(0, operation.path().indexOf("/{" + variable + "}"));
        return before.substring(before.lastIndexOf('/') + 1).replace('-', ' ').replace('_', ' ');
    }

    /** The body by its shape; a body without a shape is a file, of types that an annotation declares. */
    private @Nullable RequestBody body() {
        if (operation.input().body() == null) {
            return new DeclaredInput(operation.handler()).body().orElse(null);
        }
        return new RequestBody()
                .required(Schemas.isRequired(operation.input().body()))
                .content(content(JSON, schemas.of(operation.input().body())));
    }

    private ApiResponses responses(@Nullable Permit permit) {
        Map<String, ApiResponse> responses = new TreeMap<>(known());
        responses.values().forEach(ApiOperation::onlyJson);
        DeclaredInput declared = new DeclaredInput(operation.handler());
        if (!declaresAnswers()) {
            ApiResponse success = answer(responses);
            responses.clear();
            String code = success.getContent() == null ? "204" : "200";
            responses.put(declared.created().isPresent() ? "201" : code, success);
        }
        declared.nullable().forEach(code -> responses.computeIfPresent(code, (_, response) -> orNull(response)));
        declared.failures()
                .forEach((code, description) -> responses.put(
                        code, failure(description, code.equals("422") ? "HTTPValidationError" : "Error")));
        usual(permit, declared.body().isPresent()).forEach(responses::putIfAbsent);
        ApiResponses sorted = new ApiResponses();
        sorted.putAll(responses);
        return sorted;
    }

    /** Failures that need not be declared. */
    private Map<String, ApiResponse> usual(@Nullable Permit permit, boolean takesFile) {
        Map<String, ApiResponse> failures = new TreeMap<>();
        RouteInput input = operation.input();
        Open open = operation.handler().getAnnotation(Open.class);
        boolean takesBody = input.body() != null || takesFile;
        if (takesBody) {
            failures.put("400", failure("The body cannot be read", "Error"));
            failures.put("413", failure("The body is larger than /v2/limits says", "Error"));
        }
        if (open != null && open.value() == Open.To.ANYONE_UNLESS_REQUIRED) {
            failures.put("401", failure("This server requires authentication", "Error"));
        }
        if (permit != null || (open != null && open.value() == Open.To.THIS_MACHINE)) {
            failures.put("403", failure("The caller may not do this", "Error"));
        }
        if (!input.path().isEmpty()) {
            failures.put("404", failure("What the path names does not exist", "Error"));
        }
        if (takesBody || !input.path().isEmpty() || !input.allQuery().isEmpty()) {
            failures.put("422", failure("The request is not valid", "HTTPValidationError"));
        }
        return failures;
    }

    private static ApiResponse orNull(ApiResponse response) {
        Schema<?> schema =
                Objects.requireNonNull(response.getContent().get(JSON)).getSchema();
        return response.content(content(JSON, Schemas.orNull(schema)));
    }

    /** Removes the media types that our controllers list only because they answer JSON whatever the caller accepts. */
    private static void onlyJson(ApiResponse response) {
        if (response.getContent() != null && response.getContent().containsKey(JSON)) {
            response.getContent().keySet().retainAll(List.of(JSON));
        }
    }

    private Map<String, ApiResponse> known() {
        return generated.getResponses() == null ? Map.of() : generated.getResponses();
    }

    /** False if there is only the response that the compiler generated, which is named after the operation's id. */
    private boolean declaresAnswers() {
        String own = generated.getOperationId() + " 200 response";
        return known().values().stream().noneMatch(response -> own.equals(response.getDescription()));
    }

    /**
     * The response that the compiler derived from the return type; a handler of {@code HttpResponse<String>} answers JSON null
     * (CONV-06).
     */
    private ApiResponse answer(Map<String, ApiResponse> responses) {
        ApiResponse answer = new ApiResponse().description("Done");
        Type body = operation.handler().getGenericReturnType();
        if (body instanceof ParameterizedType wrapped && wrapped.getRawType() == HttpResponse.class) {
            body = wrapped.getActualTypeArguments()[0];
            if (body == String.class) {
                return answer.content(content(JSON, new JsonSchema().typesItem("null")));
            }
        }
        return body == Void.class || body == void.class
                ? answer
                : answer.content(responses.values().iterator().next().getContent());
    }

    private ApiResponse failure(String description, String v1) {
        boolean problem = operation.path().startsWith("/v2/");
        return new ApiResponse()
                .description(description)
                .content(content(
                        problem ? "application/problem+json" : JSON, new JsonSchema().$ref(problem ? "Problem" : v1)));
    }

    private static Content content(String type, Schema<?> schema) {
        return new Content().addMediaType(type, new MediaType().schema(schema));
    }
}
