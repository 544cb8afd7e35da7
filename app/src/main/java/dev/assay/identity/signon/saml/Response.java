package dev.assay.identity.signon.saml;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Checks the response of an identity provider. Accepts only what the provider signed, for us, and is valid now (SAML-1). The
 * profile is Web Browser SSO: one assertion about one subject, for the bearer.
 */
record Response(SamlSettings settings, IdentityProvider provider, Instant now) {
    private static final Duration SKEW = Duration.ofMinutes(3);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final int LONGEST_EMAIL = 320;

    Assertion check(byte[] message) throws InvalidSamlMessage {
        Element outer = Xml.parse(message);
        if (!Xml.is(outer, Xml.PROTOCOL, "Response")) {
            throw new InvalidSamlMessage("not a Response");
        }
        if (Xml.count(outer, Xml.ASSERTION, "EncryptedAssertion") > 0) {
            throw new InvalidSamlMessage("the assertion is encrypted, which is not supported");
        }
        Element within = Xml.only(outer, Xml.PROTOCOL, "Status");
        String status = Xml.attribute(Xml.only(within, Xml.PROTOCOL, "StatusCode"), "Value");
        if (!SUCCESS.equals(status)) {
            throw new InvalidSamlMessage("the identity provider did not authenticate the person");
        }
        if (Xml.count(outer, Xml.ASSERTION, "Assertion") != 1) {
            throw new InvalidSamlMessage("not exactly one assertion");
        }
        Element inner = Xml.only(outer, Xml.ASSERTION, "Assertion");
        boolean responseSigned =
                !Xml.children(outer, Xml.SIGNATURE, "Signature").isEmpty();
        boolean assertionSigned =
                !Xml.children(inner, Xml.SIGNATURE, "Signature").isEmpty();
        int signatures = (responseSigned ? 1 : 0) + (assertionSigned ? 1 : 0);
        if (signatures == 0 || signatures != Xml.count(outer, Xml.SIGNATURE, "Signature")) {
            throw new InvalidSamlMessage("the signatures are not where they must be");
        }
        List<PublicKey> keys = provider.keys();
        Element response = responseSigned ? SamlSignatures.covered(outer, keys) : outer;
        Element assertion =
                assertionSigned ? SamlSignatures.covered(inner, keys) : Xml.only(response, Xml.ASSERTION, "Assertion");
        checkResponse(response);
        return read(assertion, Xml.attribute(response, "InResponseTo"));
    }

    private void checkResponse(Element response) throws InvalidSamlMessage {
        require(Xml.is(response, Xml.PROTOCOL, "Response"), "not a Response");
        require("2.0".equals(Xml.attribute(response, "Version")), "another version of SAML");
        String destination = Xml.attribute(response, "Destination");
        require(destination == null || destination.equals(settings.acs()), "for another destination");
        for (Element issuer : Xml.children(response, Xml.ASSERTION, "Issuer")) {
            require(Xml.text(issuer).strip().equals(provider.entityId()), "from another issuer");
        }
    }

    private Assertion read(Element assertion, @Nullable String answered) throws InvalidSamlMessage {
        require(Xml.is(assertion, Xml.ASSERTION, "Assertion"), "not an assertion");
        require("2.0".equals(Xml.attribute(assertion, "Version")), "another version of SAML");
        String issuer = Xml.text(Xml.only(assertion, Xml.ASSERTION, "Issuer")).strip();
        require(issuer.equals(provider.entityId()), "from another issuer");
        checkConditions(Xml.only(assertion, Xml.ASSERTION, "Conditions"));
        List<Element> statements = Xml.children(assertion, Xml.ASSERTION, "AuthnStatement");
        require(!statements.isEmpty(), "without an authentication statement");
        for (Element statement : statements) {
            Instant end = Xml.time(statement, "SessionNotOnOrAfter");
            require(end == null || end.isAfter(now), "for a session that has ended");
        }
        Element subject = Xml.only(assertion, Xml.ASSERTION, "Subject");
        Element bearer = bearer(subject, answered);
        Instant end = Objects.requireNonNull(Xml.time(bearer, "NotOnOrAfter"));
        String id = Xml.attribute(assertion, "ID");
        require(id != null && !id.isEmpty(), "without an ID");
        String request = Xml.attribute(bearer, "InResponseTo");
        return new Assertion(
                Objects.requireNonNull(id),
                end.plus(SKEW),
                request == null ? answered : request,
                email(subject),
                fullName(assertion));
    }

    private void checkConditions(Element conditions) throws InvalidSamlMessage {
        checkTimes(conditions);
        List<Element> restrictions = Xml.children(conditions, Xml.ASSERTION, "AudienceRestriction");
        require(!restrictions.isEmpty(), "without an audience");
        for (Element restriction : restrictions) {
            boolean ours = false;
            for (Element audience : Xml.children(restriction, Xml.ASSERTION, "Audience")) {
                ours |= Xml.text(audience).strip().equals(settings.spBaseUrl());
            }
            require(ours, "for another audience");
        }
    }

    /** The data of a confirmation that is valid for us; there may be others that are not. */
    private Element bearer(Element subject, @Nullable String answered) throws InvalidSamlMessage {
        InvalidSamlMessage why = new InvalidSamlMessage("without a confirmation for a bearer");
        for (Element confirmation : Xml.children(subject, Xml.ASSERTION, "SubjectConfirmation")) {
            if (BEARER.equals(Xml.attribute(confirmation, "Method"))) {
                try {
                    Element data = Xml.only(confirmation, Xml.ASSERTION, "SubjectConfirmationData");
                    checkBearer(data, answered);
                    return data;
                } catch (InvalidSamlMessage e) {
                    why = e;
                }
            }
        }
        throw why;
    }

    private void checkBearer(Element data, @Nullable String answered) throws InvalidSamlMessage {
        require(settings.acs().equals(Xml.attribute(data, "Recipient")), "for another recipient");
        Instant end = Xml.time(data, "NotOnOrAfter");
        require(
                end != null && end.isBefore(now.plus(LONGEST)),
                "without an end, or with an end that is too far in the future");
        checkTimes(data);
        String request = Xml.attribute(data, "InResponseTo");
        require(request == null || answered == null || request.equals(answered), "in response to two requests");
    }

    private void checkTimes(Element element) throws InvalidSamlMessage {
        Instant begin = Xml.time(element, "NotBefore");
        Instant end = Xml.time(element, "NotOnOrAfter");
        require(begin == null || !begin.isAfter(now.plus(SKEW)), "not valid yet");
        require(end == null || end.isAfter(now.minus(SKEW)), "expired");
    }

    private static String email(Element subject) throws InvalidSamlMessage {
        String email = Xml.text(Xml.only(subject, Xml.ASSERTION, "NameID"));
        require(email.length() <= LONGEST_EMAIL && email.matches("\\S+@\\S+"), "NameID is not an e-mail address");
        return email;
    }

    private static @Nullable String fullName(Element assertion) throws InvalidSamlMessage {
        List<Element> values = new ArrayList<>();
        for (Element statement : Xml.children(assertion, Xml.ASSERTION, "AttributeStatement")) {
            for (Element attribute : Xml.children(statement, Xml.ASSERTION, "Attribute")) {
                if ("fullname".equals(Xml.attribute(attribute, "Name"))) {
                    values.addAll(Xml.children(attribute, Xml.ASSERTION, "AttributeValue"));
                }
            }
        }
        String name = values.isEmpty() ? "" : Xml.text(values.getFirst());
        return name.isBlank() ? null : name;
    }

    private static void require(boolean holds, String otherwise) throws InvalidSamlMessage {
        if (!holds) {
            throw new InvalidSamlMessage(otherwise);
        }
    }
}
