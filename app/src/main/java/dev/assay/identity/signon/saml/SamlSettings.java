package dev.assay.identity.signon.saml;

import dev.assay.identity.session.Sessions;
import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Settings of SAML sign-on. They are read at the start; wrong settings stop the server's start.
 *
 * @param spBaseUrl {@code SAML_SP_BASE_URL}: the public URL of this server, also our entity id (SAML-1)
 * @param idpMetadataUrl {@code SAML_IDP_METADATA_URL}; if it is empty, SAML is off
 * @param suspectAfter a signature by an unknown key makes us download the metadata again if it is older than this
 * @param allowIdpInitiated {@code SAML_ALLOW_IDP_INITIATED}: true accepts responses that we did not request
 */
@Context
@ConfigurationProperties("assay.saml")
record SamlSettings(
        String spBaseUrl,
        String idpMetadataUrl,
        boolean allowIdpInitiated,
        @Bindable(defaultValue = "1m") Duration suspectAfter) {

    SamlSettings {
        spBaseUrl = spBaseUrl.strip().replaceFirst("/+$", "");
        idpMetadataUrl = idpMetadataUrl.strip();
    }

    boolean isOn() {
        return !idpMetadataUrl.isEmpty();
    }

    URI metadata() {
        return URI.create(idpMetadataUrl);
    }

    /** The address that responses are posted to. */
    String acs() {
        return spBaseUrl + "/v1/auth/saml/acs";
    }

    /** The address that browsers return to after a logout. */
    String sls() {
        return spBaseUrl + "/v1/auth/saml/sls";
    }

    String login() {
        return spBaseUrl + "/v1/auth/saml/login";
    }

    /** Refuses an incomplete configuration at the start. */
    @Context
    static class Check {
        Check(SamlSettings settings, Sessions sessions, Development development) {
            if (!settings.isOn()) {
                return;
            }
            if (!sessions.areUsable()) {
                throw new RefusedSetting(
                        "SESSIONS_SECRET",
                        "is not set, but SAML sign-on needs it",
                        "Set it to a long random text, such as the output of: openssl rand -base64 48");
            }
            url("SAML_SP_BASE_URL", settings.spBaseUrl(), "https://assay.example.com");
            URI metadata = url(
                    "SAML_IDP_METADATA_URL",
                    settings.idpMetadataUrl(),
                    "https://sso.example.com/realms/main/protocol/saml/descriptor");
            if (metadata.getScheme().equals("http") && !development.enabled() && !isHere(metadata.getHost())) {
                throw new RefusedSetting(
                        "SAML_IDP_METADATA_URL",
                        "is read over plain HTTP, so an attacker on the network could sign on as any user",
                        "Use https://, or set ASSAY_DEVELOPMENT=true on a developer's machine");
            }
        }

        private static URI url(String key, String text, String example) {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                throw new RefusedSetting(key, "is not an http or https URL", "Example: " + example);
            }
            throw new RefusedSetting(key, "is not an http or https URL", "Example: " + example);
        }

        /** True for this machine. Decides by the text alone; names are not looked up. */
        private static boolean isHere(String host) {
            try {
                return host.equals("localhost")
                        || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))
                                .isLoopbackAddress();
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
