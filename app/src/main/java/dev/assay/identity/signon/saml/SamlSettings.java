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
 * Who we are to the identity provider and where it says who it is. Made at the start, to refuse what could not work.
 *
 * @param spBaseUrl {@code SAML_SP_BASE_URL}: the public URL of this server, also our entity id (SAML-1)
 * @param idpMetadataUrl {@code SAML_IDP_METADATA_URL}; empty: no SAML
 * @param suspectAfter how old its metadata is at least before a signature that none of its keys made is a reason to look again
 * @param allowIdpInitiated {@code SAML_ALLOW_IDP_INITIATED}: accept answers that we did not ask for
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

    /** Where answers are posted. */
    String acs() {
        return spBaseUrl + "/v1/auth/saml/acs";
    }

    /** Where logouts come back. */
    String sls() {
        return spBaseUrl + "/v1/auth/saml/sls";
    }

    String login() {
        return spBaseUrl + "/v1/auth/saml/login";
    }

    /** Refuses half a configuration at the start. */
    @Context
    static class Check {
        Check(SamlSettings settings, Sessions sessions, Development development) {
            if (!settings.isOn()) {
                return;
            }
            if (!sessions.areUsable()) {
                throw new RefusedSetting(
                        "SESSIONS_SECRET",
                        "is not set, but people sign on by SAML",
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
                        "is read over plain HTTP, so whoever is between could sign on as anybody",
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

        /** By its text alone: no name is looked up. */
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
