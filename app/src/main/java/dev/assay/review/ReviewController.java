package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REVIEW;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;

import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;

/** Returns and changes environment reviews (contract environment-reviews.md). */
@Controller("/v1/artefacts/{artefact_id}/environment-reviews")
@Tag(name = "environment-reviews")
@JsonApi
class ReviewController {
    private static final int MOST = 10_000;

    private final Reviews reviews;
    private final Streams streams;

    ReviewController(Reviews reviews, Streams streams) {
        this.reviews = reviews;
        this.streams = streams;
    }

    /** Reviews of an artefact's latest builds (ER-LIST). */
    @Get
    @Permit(VIEW_ENVIRONMENT_REVIEW)
    @ApiResponse(
            responseCode = "200",
            description = "The reviews",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = ReviewResponse.class))))
    HttpResponse<?> list(@PathVariable("artefact_id") long artefactId) {
        return listed(reviews.ofLatestBuilds(artefactId)
                .orElseThrow(() -> Fault.notFound("Artefact with id " + artefactId + " not found")));
    }

    /** Change several reviews of an artefact. Changes of other or unknown reviews are skipped (ER-BULK). */
    @Patch
    @Permit(CHANGE_ENVIRONMENT_REVIEW)
    @ApiResponse(
            responseCode = "200",
            description = "The changed reviews, in the order of the request",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = ReviewResponse.class))))
    HttpResponse<?> patchAll(
            @PathVariable("artefact_id") long artefactId, @Body @Size(max = MOST) List<ReviewPatch> requests) {
        return listed(reviews.patchAll(artefactId, requests));
    }

    /** Change a review (ER-ONE). */
    @Patch("/{review_id}")
    @Permit(CHANGE_ENVIRONMENT_REVIEW)
    ReviewResponse patch(
            @PathVariable("artefact_id") long artefactId,
            @PathVariable("review_id") long reviewId,
            @Body ReviewPatch request) {
        return switch (reviews.patch(artefactId, reviewId, request)) {
            case Reviews.PatchOutcome.Patched(Review review) -> ReviewResponse.from(review);
            case Reviews.PatchOutcome.Unknown() ->
                throw Fault.notFound("Environment review " + reviewId + " doesn't exist");
            case Reviews.PatchOutcome.OfAnotherArtefact() ->
                throw Fault.unprocessable(
                        "Environment review " + reviewId + " doesn't belong to artefact " + artefactId);
        };
    }

    /**
     * Sends the reviews one by one, because a review with a long comment is in the response as often as the request
     * names it.
     */
    private HttpResponse<?> listed(List<Review> list) {
        return streams.array(list.stream().map(ReviewResponse::from).toList(), last -> List.of());
    }
}
