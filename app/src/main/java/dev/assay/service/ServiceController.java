package dev.assay.service;

import static dev.assay.access.Permission.VIEW_SENTRY_DEBUG;

import dev.assay.access.Open;
import dev.assay.access.Permit;
import dev.assay.database.connection.DatabaseProbe;
import dev.assay.platform.Version;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Root, version and the health of this process (contract service.md). */
@Controller
@Tag(name = "service")
@JsonApi
class ServiceController {
    private final DatabaseProbe probe;

    ServiceController(DatabaseProbe probe) {
        this.probe = probe;
    }

    @Serdeable
    record BuildVersion(String version) {}

    @Serdeable
    record Health(String status) {}

    /** Checks the database and answers a JSON string (SVC-01). */
    @Get("/")
    @Open(Open.To.ANYONE_UNLESS_REQUIRED)
    String root() {
        checkDatabase();
        return "\"test observer api\"";
    }

    /** The version of this build (SVC-02). */
    @Get(uris = {"/version", "/v1/version"})
    @Open(Open.To.ANYONE_UNLESS_REQUIRED)
    BuildVersion version() {
        return new BuildVersion(Version.current());
    }

    /** Fails, to show how failures are reported (MISC-3). */
    @Get("/sentry-debug")
    @Permit(VIEW_SENTRY_DEBUG)
    String fail() {
        throw new IllegalStateException("Nothing is wrong: /sentry-debug was asked to fail");
    }

    /** Succeeds while the process can answer; checks nothing else (SVC-10). */
    @Get("/health/live")
    @Open(Open.To.THIS_MACHINE)
    Health live() {
        return new Health("live");
    }

    /** Succeeds while the database answers (SVC-11). */
    @Get("/health/ready")
    @Open(Open.To.THIS_MACHINE)
    @ApiResponse(responseCode = "503", description = "The database does not answer")
    Health ready() {
        checkDatabase();
        return new Health("ready");
    }

    private void checkDatabase() {
        if (!probe.answers()) {
            throw new Fault(
                    Problem.DATABASE_UNAVAILABLE, "Database connection failed", "Wait until the database is back");
        }
    }
}
