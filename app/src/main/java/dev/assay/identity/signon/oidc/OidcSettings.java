package dev.assay.identity.signon.oidc;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param issuer {@code OIDC_ISSUER}: the provider; empty: there is no such sign-on
 * @param clientId {@code OIDC_CLIENT_ID}: what the provider calls this installation
 * @param clientSecret {@code OIDC_CLIENT_SECRET}
 * @param clientSecretFile {@code OIDC_CLIENT_SECRET_FILE}: a file that holds it instead
 * @param scopes {@code OIDC_SCOPES}: what is asked of the provider, separated by blanks
 * @param groupsClaim {@code OIDC_GROUPS_CLAIM}: the claim that lists groups
 * @param teams {@code OIDC_TEAMS}: {@code group=team}, separated by commas; empty: a group is the team of its name
 * @param createTeams {@code OIDC_CREATE_TEAMS}: whether teams that there are not yet are made, without permissions
 * @param acceptUnverifiedEmail {@code OIDC_ACCEPT_UNVERIFIED_EMAIL}: for providers that verify every address and do not say so
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
