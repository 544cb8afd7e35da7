package dev.assay.identity.signon.saml;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Begins sign-on requests at a server, and builds a provider's responses to them. */
record Answers(TestServer server) {
    static final String BASE = "https://assay.example.com";
    static final String ACS = BASE + "/v1/auth/saml/acs";
    private static final AtomicInteger MADE = new AtomicInteger();

    /** Settings of a server that trusts a provider and does not ask Launchpad. */
    static Map<String, Object> settings(TestIdp idp) {
        return Map.of(
                "assay.saml.sp-base-url",
                BASE,
                "assay.saml.idp-metadata-url",
                idp.uri(),
                "assay.saml.suspect-after",
                "0s",
                "assay.limits.failed-sign-ons-per-minute",
                0,
                "assay.launchpad.url",
                "");
    }

    /** The decoded query parameters of a redirect. */
    static String query(String location, String name) {
        for (String pair : URI.create(location).getRawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    static String inflated(String base64) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)), new Inflater(true))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins a sign-on and returns the id of its request. */
    String begin() {
        String request =
                inflated(query(server.anonymous().get("/v1/auth/saml/login").header("Location"), "SAMLRequest"));
        return request.replaceFirst("(?s).*? ID=\"([^\"]+)\".*", "$1");
    }

    /** A response about a person that is correct, but unsigned. */
    static String answer(String request, String email) {
        return answer(request, email, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    static String answer(String request, String email, Instant now) {
        return """
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
                ID="_r{n}" Version="2.0" IssueInstant="{now}" Destination="{acs}" InResponseTo="{request}">\
                <saml:Issuer>{idp}</saml:Issuer>\
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
                <saml:Assertion ID="_a{n}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{idp}</saml:Issuer>\
                <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{email}</saml:NameID>\
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
                <saml:SubjectConfirmationData InResponseTo="{request}" NotOnOrAfter="{end}" Recipient="{acs}"/>\
                </saml:SubjectConfirmation></saml:Subject>\
                <saml:Conditions NotBefore="{now}" NotOnOrAfter="{end}"><saml:AudienceRestriction>\
                <saml:Audience>{base}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
                <saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s{n}"><saml:AuthnContext><saml:AuthnContextClassRef>\
                urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext>\
                </saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="fullname">\
                <saml:AttributeValue>Somebody</saml:AttributeValue><saml:AttributeValue>Else</saml:AttributeValue></saml:Attribute>\
                </saml:AttributeStatement></saml:Assertion></samlp:Response>""".replace("{n}", String.valueOf(MADE.incrementAndGet()))
                .replace("{now}", now.toString())
                .replace("{end}", now.plusSeconds(300).toString())
                .replace("{acs}", ACS)
                .replace("{base}", BASE)
                .replace("{idp}", TestIdp.ENTITY_ID)
                .replace("{request}", request)
                .replace("{email}", email);
    }

    /** Posts a response with the cookie of the browser that began this request. */
    TestResponse post(String request, String xml) {
        return form(
                request,
                "SAMLResponse=" + encode(Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8))));
    }

    TestResponse form(String request, String form) {
        return browser(request).send("POST", "/v1/auth/saml/acs", BodyPublishers.ofString(form));
    }

    TestClient browser(String request) {
        return server.anonymous()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Origin", "https://idp.example.com")
                .with("Cookie", "saml" + request + "=1");
    }

    /** The number of users with this address. */
    int users(String email) {
        return Integer.parseInt(server.database()
                .strings("SELECT count(*) FROM app_user WHERE email = '" + email + "'")
                .getFirst());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
