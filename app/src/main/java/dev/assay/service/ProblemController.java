package dev.assay.service;

import dev.assay.access.Open;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The pages behind the types of problems: what happened, and what to do. */
@Controller("/problems")
@JsonApi
@Hidden
class ProblemController {

    /** The list of all problems. */
    @Get
    @Open(Open.To.ANYONE)
    HttpResponse<String> list() {
        String items = Arrays.stream(Problem.values())
                .map(problem -> "<li><a href=\"%s\">%s</a>: %s</li>\n"
                        .formatted(problem.type(), problem.wire(), problem.title()))
                .collect(Collectors.joining());
        return page("Problems", "<p>The types of problems that /v2 answers with.</p>\n<ul>\n" + items + "</ul>\n");
    }

    /** The page of one problem. */
    @Get("/{name}")
    @Open(Open.To.ANYONE)
    HttpResponse<String> one(@PathVariable String name) {
        Problem problem = Problem.named(name)
                .orElseThrow(
                        () -> new Fault(Problem.NOT_FOUND, "There is no such problem", "GET /problems lists them"));
        return page(problem.title(), """
                <p>Status %d, type <code>%s</code></p>
                <h2>What happened</h2>
                <p>%s</p>
                <h2>What to do</h2>
                <p>%s</p>
                <p><a href="/problems">All problems</a></p>
                """.formatted(
                        problem.status().getCode(), problem.type(), problem.meaning(), problem.remedy()));
    }

    /** @param content HTML, made only of our own texts */
    private static HttpResponse<String> page(String title, String content) {
        return HttpResponse.ok("""
                        <!DOCTYPE html>
                        <html lang="en">
                        <head><meta charset="utf-8"><title>%1$s</title></head>
                        <body>
                        <main>
                        <h1>%1$s</h1>
                        %2$s</main>
                        </body>
                        </html>
                        """.formatted(title, content)).contentType("text/html; charset=utf-8");
    }
}
