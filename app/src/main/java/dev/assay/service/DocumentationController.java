package dev.assay.service;

import dev.assay.access.Open;
import dev.assay.web.JsonApi;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The API description, and pages to read it and to try it out (SVC-20, SVC-23); this process serves all of it. */
@Controller
@JsonApi
@Hidden
class DocumentationController {
    /** Allows what the pages do: both write styles into the page, and Redoc searches in a worker that it creates from a blob. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final String description;
    private final String docs;
    private final String redoc;

    DocumentationController(ApiDescription description) {
        this.description = description.json();
        this.docs = page("docs.html");
        this.redoc = page("redoc.html");
    }

    /** The OpenAPI document. */
    @Get("/openapi.json")
    @Open(Open.To.ANYONE_UNLESS_REQUIRED)
    HttpResponse<String> description() {
        return HttpResponse.ok(description).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Swagger UI. */
    @Get("/docs")
    @Open(Open.To.BROWSERS_UNLESS_REQUIRED)
    HttpResponse<String> docs() {
        return html(docs);
    }

    /** Redoc. */
    @Get("/redoc")
    @Open(Open.To.ANYONE_UNLESS_REQUIRED)
    HttpResponse<String> redoc() {
        return html(redoc);
    }

    private static HttpResponse<String> html(String page) {
        return HttpResponse.ok(page)
                .contentType("text/html; charset=utf-8")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff");
    }

    private static String page(String name) {
        try (InputStream in = Objects.requireNonNull(DocumentationController.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
