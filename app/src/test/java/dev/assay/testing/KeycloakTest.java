package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class KeycloakTest {
    private final Keycloak keycloak = Keycloak.shared();

    @Test
    void itTellsWhoItIs() {
        Browser browser = new Browser();
        assertThat(browser.open(keycloak.samlMetadata()).body()).contains("entityID=\"" + keycloak.issuer() + "\"");
        assertThat(browser.open(URI.create(keycloak.issuer() + "/.well-known/openid-configuration"))
                        .body())
                .contains("\"issuer\":\"" + keycloak.issuer() + "\"");
    }

    @Test
    void whoSignsInEndsAtTheClientWithACode() {
        Browser.Page end =
                Keycloak.browse(authorize("code_challenge_method=S256&code_challenge=" + "c".repeat(43)), "ada");
        assertThat(end.uri().toString())
                .startsWith("http://localhost:1/callback?state=s&")
                .contains("code=");
        assertThat(end.status()).isZero();
    }

    @Test
    void aClientWithoutPkceIsSentBack() {
        assertThat(Keycloak.browse(authorize("x=y"), "ada").uri().toString()).contains("error=invalid_request");
    }

    @Test
    void aStrangerIsNotSignedIn() {
        Browser.Page end =
                Keycloak.browse(authorize("code_challenge_method=S256&code_challenge=" + "c".repeat(43)), "mallory");
        assertThat(end.uri().getHost()).isEqualTo("127.0.0.1");
        assertThat(end.body()).contains("Invalid username or password");
    }

    @Test
    void aServiceProviderIsRegistered() {
        String client =
                keycloak.samlClient("http://localhost:1/of-" + getClass().getSimpleName());
        assertThat(keycloak.admin("GET", "/admin/realms/assay/clients/" + client, "")
                        .body())
                .contains("\"protocol\":\"saml\"");
    }

    private URI authorize(String more) {
        return URI.create(keycloak.issuer() + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id="
                + Keycloak.CLIENT_ID + "&state=s&redirect_uri=http://localhost:1/callback&" + more);
    }
}
