package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;
import static dev.assay.access.Permission.VIEW_RERUN;

import dev.assay.access.Caller;
import dev.assay.access.Permit;
import dev.assay.database.Work;
import dev.assay.execution.Executions;
import dev.assay.execution.InContext;
import dev.assay.filter.ExecutionSelection;
import dev.assay.filter.ResultSelection;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The queue of requested reruns (contract reruns.md). */
@Controller("/v1/test-executions/reruns")
@Tag(name = "test-executions")
@JsonApi
class RerunController {
    private static final int PAGE = 200;

    private final Reruns reruns;
    private final RerunAccess access;
    private final Executions executions;
    private final Streams streams;

    RerunController(Reruns reruns, RerunAccess access, Executions executions, Streams streams) {
        this.reruns = reruns;
        this.access = access;
        this.executions = executions;
        this.streams = streams;
    }

    /** @param priority null leaves the priority of pending requests as it is */
    @Schema(name = "RerunRequest")
    record Request(
            @Input.Default("[]") Set<Long> testExecutionIds,
            @Nullable ResultSelection testResultsFilters,
            @Nullable ExecutionSelection testExecutionsFilters,
            @Nullable @Min(-1_000_000) @Max(1_000_000) Integer priority) {
        Selection selection() {
            return new Selection(testExecutionIds, testResultsFilters, testExecutionsFilters);
        }
    }

    /** Which requests to withdraw. */
    @Schema(name = "DeleteReruns")
    record Withdrawal(
            @Input.Default("[]") Set<Long> testExecutionIds,
            @Nullable ResultSelection testResultsFilters,
            @Nullable ExecutionSelection testExecutionsFilters) {
        Selection selection() {
            return new Selection(testExecutionIds, testResultsFilters, testExecutionsFilters);
        }
    }

    /** Requested reruns, in the order in which they should run (RR-25). */
    @Get
    @Permit(VIEW_RERUN)
    @ApiResponse(
            responseCode = "200",
            description = "The requests",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = PendingRerun.class))))
    HttpResponse<?> queue(@QueryValue QueueQuery query) {
        return streamed(reruns.queue(query));
    }

    /** Request reruns of executions by id, or, silently, of all that match filters (RR-10 to RR-24). */
    @Post
    @Permit(
            value = {CHANGE_RERUN, CHANGE_RERUN_BULK},
            decided = Permit.Decided.WITHIN)
    @ApiResponse(
            responseCode = "200",
            description = "The requests, one for each id; null if silent",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array =
                                    @ArraySchema(
                                            schema = @Schema(implementation = PendingRerun.class),
                                            arraySchema = @Schema(nullable = true))))
    @ApiResponse(
            responseCode = "207",
            description = "The requests, one for each known id; some ids are unknown",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = PendingRerun.class))))
    HttpResponse<?> request(
            @Parameter(description = "Return null instead of the requests. Required if the body has filters.")
                    @QueryValue
                    @Input.Default("false")
                    boolean silent,
            @Body Request request,
            Caller caller) {
        if (silent) {
            return Work.BULK_WRITE.during(() -> requestAll(request, caller));
        }
        Selection selection = allowed(request.selection(), caller);
        if (selection.filters()) {
            throw Fault.unprocessable("Creating rerun requests from filters must be done silently");
        }
        List<RerunRequest> pending = reruns.request(selection, request.priority());
        if (pending.isEmpty()) {
            throw Fault.notFound("Didn't find test executions with provided ids");
        }
        boolean complete = pending.size() == selection.ids().size();
        return streamed(pending.stream().gather(Gatherers.windowFixed(PAGE)))
                .toMutableResponse()
                .status(complete ? HttpStatus.OK : HttpStatus.MULTI_STATUS);
    }

    /** Withdraw the requests for the groups of these executions (RR-32, RR-33). */
    @Delete
    @Permit(
            value = {CHANGE_RERUN, CHANGE_RERUN_BULK},
            decided = Permit.Decided.WITHIN)
    HttpResponse<String> withdraw(@Body Withdrawal withdrawal, Caller caller) {
        return Work.BULK_WRITE.during(() -> {
            Selection selection = allowed(withdrawal.selection(), caller);
            refuseMistake(selection);
            reruns.withdraw(selection);
            return done();
        });
    }

    private HttpResponse<String> requestAll(Request request, Caller caller) {
        Selection selection = allowed(request.selection(), caller);
        refuseMistake(selection);
        reruns.requestAll(selection, request.priority());
        return done();
    }

    private Selection allowed(Selection wanted, Caller caller) {
        return switch (access.decide(wanted, caller)) {
            case RerunAccess.Decision.Allowed(Selection selection) -> selection;
            case RerunAccess.Decision.Denied(var lacking) -> throw Fault.insufficientPermissions(lacking.wire());
            case RerunAccess.Decision.Mistaken(String reason) -> throw Fault.unprocessable(reason);
        };
    }

    private static void refuseMistake(Selection selection) {
        selection.mistake().ifPresent(reason -> {
            throw Fault.unprocessable(reason);
        });
    }

    /** 200 with JSON null (CONV-06). */
    private static HttpResponse<String> done() {
        return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /**
     * Sends a page at a time. The first page is read before the response begins, so that an error in it can become an
     * error response.
     */
    private HttpResponse<InputStream> streamed(Stream<List<RerunRequest>> pages) {
        Iterator<List<PendingRerun>> shown =
                pages.map(this::shown).filter(Predicate.not(List::isEmpty)).iterator();
        List<PendingRerun> first = next(shown);
        return streams.array(first, last -> next(shown));
    }

    private static List<PendingRerun> next(Iterator<List<PendingRerun>> pages) {
        return pages.hasNext() ? pages.next() : List.of();
    }

    /** Leaves out executions that have been deleted since they were found. */
    private List<PendingRerun> shown(List<RerunRequest> page) {
        Map<Integer, InContext> contexts =
                executions.inContext(page.stream().map(RerunRequest::execution).toList());
        return page.stream()
                .filter(row -> contexts.containsKey(row.execution()))
                .map(row -> PendingRerun.from(row, Objects.requireNonNull(contexts.get(row.execution()))))
                .toList();
    }
}
