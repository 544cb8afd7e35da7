package dev.assay.identity.signon.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.assay.identity.issuer.Discovery;
import dev.assay.identity.issuer.IssuerKeys;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sign-on provider: gives the addresses to redirect browsers to, and redeems codes for identities. Its discovery document
 * is cached for ten minutes.
 */
@Singleton
class Provider {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OidcClient client;
    private final Discovery discovery;
    private final IssuerKeys keys;
    private final Clock clock;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    private record Known(OIDCProviderMetadata metadata, Instant until) {}

    Provider(OidcClient client, Discovery discovery, IssuerKeys keys, Clock clock) {
        this.clock = clock;
        this.client = client;
        this.discovery = discovery;
        this.keys = keys;
    }

    /**
     * The address where a browser signs in.
     *
     * @param callback the address that the provider redirects the browser to afterwards
     */
    URI signIn(LoginStates.Login login, URI callback) throws IOException {
        return new AuthenticationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE), client.scopes(), new ClientID(client.id()), callback)
                .endpointURI(discovery.checked(metadata().getAuthorizationEndpointURI()))
                .state(new State(login.state()))
                .nonce(new Nonce(login.nonce()))
                .codeChallenge(new CodeVerifier(login.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** The address where a browser signs out and is redirected to the target; empty if the provider does not support it. */
    Optional<URI> signOut(Optional<URI> target) throws IOException {
        URI endpoint = metadata().getEndSessionEndpointURI();
        return endpoint == null
                ? Optional.empty()
                : Optional.of(new LogoutRequest(
                                discovery.checked(endpoint),
                                null,
                                null,
                                new ClientID(client.id()),
                                target.orElse(null),
                                null,
                                null)
                        .toURI());
    }

    /** Redeems a code for the person's identity. Sends at most three requests. */
    VerifiedIdentity redeem(String code, LoginStates.Login login, URI callback) {
        try {
            OIDCProviderMetadata metadata = metadata();
            Response answer = discovery.http().send(tokenRequest(metadata, code, login, callback));
            if (answer.status() >= 500) {
                return new VerifiedIdentity.Unreachable("the token endpoint answers " + answer.status());
            }
            TokenResponse response = OIDCTokenResponseParser.parse(parsed(answer));
            if (!(response instanceof OIDCTokenResponse success)) {
                return new VerifiedIdentity.Refused("the provider refuses the code: "
                        + response.toErrorResponse().getErrorObject());
            }
            OIDCTokens tokens = success.getOIDCTokens();
            Map<String, Object> claims = new LinkedHashMap<>(validator()
                    .validate(tokens.getIDToken(), new Nonce(login.nonce()))
                    .toJSONObject());
            if (claims.get("email") == null || claims.get(client.groupsClaim()) == null) {
                complete(claims, metadata.getUserInfoEndpointURI(), tokens);
            }
            return new OidcPerson(client, claims).identity();
        } catch (KeySourceException | IOException e) {
            return new VerifiedIdentity.Unreachable(String.valueOf(e.getMessage()));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return new VerifiedIdentity.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Request tokenRequest(OIDCProviderMetadata metadata, String code, LoginStates.Login login, URI callback)
            throws IOException {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        ClientID id = new ClientID(client.id());
        Secret secret = new Secret(client.secret());
        boolean inBody = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        ClientAuthentication authentication =
                inBody ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret);
        HTTPRequest request = new TokenRequest.Builder(
                        discovery.checked(metadata.getTokenEndpointURI()),
                        authentication,
                        new AuthorizationCodeGrant(
                                new AuthorizationCode(code), callback, new CodeVerifier(login.verifier())))
                .build()
                .toHTTPRequest();
        Request sent = Request.of("POST", request.getURI(), "application/x-www-form-urlencoded", request.getBody())
                .with("Accept", "application/json");
        for (String header : request.getHeaderMap().keySet()) {
            sent = sent.with(header, request.getHeaderValue(header));
        }
        return sent;
    }

    private static HTTPResponse parsed(Response answer) throws ParseException {
        HTTPResponse response = new HTTPResponse(answer.status());
        // Without a content type, the answer is treated as JSON
        response.setContentType(answer.headers().getOrDefault("Content-Type", "application/json"));
        response.setBody(answer.text());
        return response;
    }

    private IDTokenValidator validator() {
        return new IDTokenValidator(
                new Issuer(client.issuer()),
                new ClientID(client.id()),
                new JWSVerificationKeySelector<>(ALGORITHMS, keys.of(client.issuer(), Optional.empty())),
                null);
    }

    /**
     * Adds claims from the user-info endpoint that the ID token does not have. If this fails, the sign-on fails: without the
     * groups, the user would be removed from teams.
     */
    private void complete(Map<String, Object> claims, @Nullable URI endpoint, OIDCTokens tokens)
            throws IOException, ParseException {
        if (endpoint == null) {
            return;
        }
        Response answer = discovery
                .http()
                .send(Request.get(discovery.checked(endpoint))
                        .with("Authorization", tokens.getBearerAccessToken().toAuthorizationHeader())
                        .with("Accept", "application/json"));
        if (answer.status() != 200) {
            throw new IOException(endpoint + " answers " + answer.status());
        }
        try {
            Map<String, Object> more = JSONObjectUtils.parse(answer.text());
            if (!String.valueOf(more.get("sub")).equals(claims.get("sub"))) {
                throw new ParseException(endpoint + " describes another person");
            }
            // The two claims belong together
            if (claims.get("email") == null) {
                claims.put("email", more.get("email"));
                claims.put("email_verified", more.get("email_verified"));
            }
            claims.putIfAbsent(client.groupsClaim(), more.get(client.groupsClaim()));
            claims.putIfAbsent("name", more.get("name"));
        } catch (java.text.ParseException e) {
            throw new IOException(endpoint + " does not answer with JSON", e);
        }
    }

    private OIDCProviderMetadata metadata() throws IOException {
        Known before = known.get();
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.metadata();
        }
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(discovery.of(client.issuer()));
            known.set(new Known(metadata, clock.instant().plus(KEPT)));
            return metadata;
        } catch (ParseException e) {
            throw new IOException("its discovery document cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            if (before != null) {
                return before.metadata();
            }
            throw e;
        }
    }
}
