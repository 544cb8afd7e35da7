package dev.assay.identity.signon.saml;

import dev.assay.identity.launchpad.Launchpad;
import dev.assay.identity.signon.LocalLogin;
import dev.assay.identity.signon.SignOn;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs on the person of an assertion, with the handle and the teams from Launchpad (SAML-8, SAML-9). */
@Singleton
class Enrolment {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final SignOn signOn;
    private final Launchpad launchpad;
    private final LocalLogin local;

    Enrolment(SignOn signOn, Launchpad launchpad, LocalLogin local) {
        this.signOn = signOn;
        this.launchpad = launchpad;
        this.local = local;
    }

    /** @return the value of {@code Set-Cookie} */
    String enter(Assertion assertion) {
        String email = assertion.email();
        Optional<Launchpad.Person> known = local.isOn() ? Optional.empty() : person(email);
        SignOn.Person person = new SignOn.Person(
                email,
                assertion.fullName() == null ? email : assertion.fullName(),
                known.map(Launchpad.Person::handle).orElse(null),
                known.map(Launchpad.Person::teams).orElse(List.of()),
                "SAML");
        return signOn.enter(person).setCookie();
    }

    /** Signing on does not depend on Launchpad: without its answer the user keeps the present teams (deviation from SAML-9). */
    private Optional<Launchpad.Person> person(String email) {
        try {
            return launchpad.person(email);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("Launchpad does not answer: signed on without its teams");
            return Optional.empty();
        }
    }
}
