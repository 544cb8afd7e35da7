package dev.assay.identity.signon.oidc;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param issuer {@code OIDC_ISSUER}: the provider; if it is empty, OpenID Connect is off
 * @param clientId {@code OIDC_CLIENT_ID}: the name of this installation at the provider
 * @param clientSecret {@code OIDC_CLIENT_SECRET}
 * @param clientSecretFile {@code OIDC_CLIENT_SECRET_FILE}: a file that contains the secret
 * @param scopes {@code OIDC_SCOPES}: the requested scopes, separated by blanks
 * @param groupsClaim {@code OIDC_GROUPS_CLAIM}: the claim that lists groups
 * @param teams {@code OIDC_TEAMS}: {@code group=team}, separated by commas; if it is empty, each group belongs to the team of
 *     the same name
 * @param createTeams {@code OIDC_CREATE_TEAMS}: true if missing teams are created, without permissions
 * @param acceptUnverifiedEmail {@code OIDC_ACCEPT_UNVERIFIED_EMAIL}: true for providers that verify each address but do not
 *     say so
 */
@ConfigurationProperties("assay.oidc")
record OidcSettings(
        String issuer,
        String clientId,
        String clientSecret,
        String clientSecretFile,
        String scopes,
        String groupsClaim,
        String teams,
        boolean createTeams,
        boolean acceptUnverifiedEmail) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "OidcSettings[" + issuer + ", " + clientId + "]";
    }
}
