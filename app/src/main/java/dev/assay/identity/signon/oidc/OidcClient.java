package dev.assay.identity.signon.oidc;

import com.nimbusds.oauth2.sdk.Scope;
import dev.assay.identity.session.Sessions;
import dev.assay.outbound.Outbound;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * This installation's registration at the provider. Created at the start; an incomplete configuration stops the server's
 * start.
 */
@Context
class OidcClient {
    private final OidcSettings settings;
    private final String secret;
    private final Map<String, String> teams = new LinkedHashMap<>();

    OidcClient(OidcSettings settings, Outbound outbound, Sessions sessions) {
        this.settings = settings;
        if (!isOn()) {
            if (!settings.clientId().isEmpty()) {
                throw refused(
                        "OIDC_ISSUER", "is not set, but OIDC_CLIENT_ID is", "https://sso.example.com/realms/acme");
            }
            this.secret = "";
            return;
        }
        if (!isSafe(outbound, settings.issuer())) {
            throw refused("OIDC_ISSUER", "is not an https URL", "https://sso.example.com/realms/acme");
        }
        if (settings.clientId().isBlank()) {
            throw refused("OIDC_CLIENT_ID", "is not set, but OIDC_ISSUER is", "assay");
        }
        this.secret = secret(settings);
        if (!scopes().contains("openid")) {
            throw refused("OIDC_SCOPES", "does not name openid", "openid email profile");
        }
        if (!sessions.areUsable()) {
            throw refused(
                    "SESSIONS_SECRET",
                    "is not set, so users could not sign on",
                    "the output of: openssl rand -base64 48");
        }
        for (String pair : settings.teams().split(",")) {
            if (!pair.isBlank()) {
                int at = pair.lastIndexOf('=');
                if (at < 1 || pair.substring(at + 1).isBlank()) {
                    throw refused(
                            "OIDC_TEAMS",
                            "contains '" + pair + "', which does not have the form group=team",
                            "/acme/qa=gadget-qa,admins=ops");
                }
                teams.put(pair.substring(0, at).strip(), pair.substring(at + 1).strip());
            }
        }
    }

    boolean isOn() {
        return !settings.issuer().isBlank();
    }

    String issuer() {
        return settings.issuer();
    }

    String id() {
        return settings.clientId();
    }

    String secret() {
        return secret;
    }

    Scope scopes() {
        return Scope.parse(settings.scopes());
    }

    String groupsClaim() {
        return settings.groupsClaim();
    }

    boolean createsTeams() {
        return settings.createTeams();
    }

    boolean acceptsUnverifiedEmail() {
        return settings.acceptUnverifiedEmail();
    }

    /** The teams of these groups. If there is a mapping, groups that it does not name have no team. */
    TreeSet<String> teams(Collection<String> groups) {
        TreeSet<String> names = new TreeSet<>();
        for (String group : groups) {
            String team = teams.isEmpty() ? group : teams.get(group);
            if (team != null) {
                names.add(team);
            }
        }
        return names;
    }

    private static String secret(OidcSettings settings) {
        boolean inFile = !settings.clientSecretFile().isBlank();
        if (inFile != settings.clientSecret().isBlank()) {
            throw refused(
                    "OIDC_CLIENT_SECRET",
                    inFile ? "and OIDC_CLIENT_SECRET_FILE are both set" : "is not set, but OIDC_ISSUER is",
                    "the secret from the provider, or the file that holds it in OIDC_CLIENT_SECRET_FILE");
        }
        try {
            String secret = inFile
                    ? Files.readString(Path.of(settings.clientSecretFile())).strip()
                    : settings.clientSecret();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException | InvalidPathException e) {
            // reported below
        }
        throw refused(
                "OIDC_CLIENT_SECRET_FILE", "names a file from which a secret cannot be read", "/run/secrets/oidc");
    }

    private static boolean isSafe(Outbound outbound, String issuer) {
        try {
            URI uri = URI.create(issuer);
            return uri.getRawQuery() == null && outbound.isSafe(uri);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RefusedSetting refused(String key, String problem, String example) {
        return new RefusedSetting(key, problem, "Write for example: " + key + "=" + example);
    }
}
