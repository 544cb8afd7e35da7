package dev.assay.execution.v1;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Event;
import dev.assay.execution.Execution;
import dev.assay.execution.Executions;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** Start, read and change executions (contract test-executions.md). */
@Controller("/v1/test-executions")
@Tag(name = "test-executions")
@JsonApi
class ExecutionController {
    private static final String UNKNOWN = "TestExecution not found";

    private final Executions executions;

    ExecutionController(Executions executions) {
        this.executions = executions;
    }

    @Serdeable
    @Schema(name = "StartTestResponse")
    record Started(int id) {}

    @Schema(name = "StatusUpdateRequest")
    record Events(List<EventItem> events) {
        List<Event> all() {
            return events.stream().map(EventItem::event).toList();
        }
    }

    /** Start a test, or find the one already started under the same {@code ci_link} (TE-START). */
    @Put("/start-test")
    @Permit(CHANGE_TEST)
    Started start(@Body StartTest test) {
        return switch (executions.start(test.start())) {
            case Executions.StartOutcome.Started(int id, var _) -> new Started(id);
            case Executions.StartOutcome.NotStarted why -> throw Fault.unprocessable(why.reason());
        };
    }

    /** One execution (TE-GET). */
    @Get("/{id}")
    @Permit(VIEW_TEST)
    TestExecutionResponse get(@PathVariable long id) {
        return executions.find(id).map(TestExecutionResponse::from).orElseThrow(() -> Fault.notFound(UNKNOWN));
    }

    /** Change links, status or metadata of an execution (TE-PATCH). */
    @Patch("/{id}")
    @Permit(CHANGE_TEST)
    @ApiResponse(responseCode = "409", description = "Another execution has the ci_link")
    TestExecutionResponse patch(@PathVariable long id, @Body PatchRequest request) {
        return switch (executions.patch(id, request.patch())) {
            case Executions.PatchOutcome.Patched(Execution execution) -> TestExecutionResponse.from(execution);
            case Executions.PatchOutcome.Unknown() -> throw Fault.notFound(UNKNOWN);
            case Executions.PatchOutcome.LinkTaken(String ciLink) ->
                throw Fault.conflict("Another TestExecution has the ci_link '" + ciLink + "'");
        };
    }

    /** Events of an execution by time (TE-STATUS-01). */
    @Get("/{id}/status_update")
    @Permit(VIEW_TEST)
    List<EventItem> events(@PathVariable long id) {
        return executions.events(id).orElseThrow(() -> Fault.notFound(UNKNOWN)).stream()
                .map(EventItem::from)
                .toList();
    }

    /** Replace the events of an execution (TE-STATUS-02). */
    @Put("/{id}/status_update")
    @Permit(CHANGE_TEST)
    HttpResponse<String> replaceEvents(@PathVariable long id, @Body Events body) {
        return done(executions.replaceEvents(id, body.all()));
    }

    /** Append events to an execution (TE-STATUS-06). */
    @Post("/{id}/status_update")
    @Permit(CHANGE_TEST)
    HttpResponse<String> addEvents(@PathVariable long id, @Body Events body) {
        return done(executions.addEvents(id, body.all()));
    }

    /** Add a link to an execution (TE-LINK-01). */
    @Post("/{id}/links")
    @Permit(CHANGE_TEST)
    HttpResponse<TestExecutionResponse.RelevantLink> addLink(@PathVariable long id, @Body LinkRequest link) {
        return HttpResponse.ok(executions
                .addLink(id, link.link())
                .map(TestExecutionResponse.RelevantLink::from)
                .orElseThrow(() -> Fault.notFound(UNKNOWN)));
    }

    /** Remove a link from an execution (TE-LINK-02). */
    @Delete("/{id}/links/{link_id}")
    @Permit(CHANGE_TEST)
    HttpResponse<Void> removeLink(@PathVariable long id, @PathVariable("link_id") long linkId) {
        return switch (executions.removeLink(id, linkId)) {
            case REMOVED -> HttpResponse.noContent();
            case UNKNOWN_EXECUTION -> throw Fault.notFound(UNKNOWN);
            case UNKNOWN_LINK -> throw Fault.notFound("Link not found");
        };
    }

    /** 200 with JSON null (CONV-06). */
    private static HttpResponse<String> done(boolean known) {
        if (!known) {
            throw Fault.notFound(UNKNOWN);
        }
        return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
