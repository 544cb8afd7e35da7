package dev.assay.identity.signon;

import dev.assay.access.Open;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs on without a password, for development; answers 404 if that is switched off. */
@Controller("/v1/auth/local")
@JsonApi
@Hidden
class LocalLoginController {
    private final LocalLogin local;
    private final SignOn signOn;
    private final ReturnTo returnTo;

    LocalLoginController(LocalLogin local, SignOn signOn, ReturnTo returnTo) {
        this.local = local;
        this.signOn = signOn;
        this.returnTo = returnTo;
    }

    /** Begins a session of the user with this address. Creates the user if necessary, without handle and teams (SAML-10). */
    @Get("/login")
    @Open(Open.To.ANYONE)
    HttpResponse<?> login(
            @QueryValue @Size(min = 3, max = 320) String email, @QueryValue("return_to") @Nullable String target) {
        if (!local.isOn()) {
            throw Fault.notFound("Not Found");
        }
        SignOn.Entered entered = signOn.enter(new SignOn.Person(email, email, null, List.of(), "local login"));
        return returnTo.answer(target, "Authentication successful").header("Set-Cookie", entered.setCookie());
    }
}
