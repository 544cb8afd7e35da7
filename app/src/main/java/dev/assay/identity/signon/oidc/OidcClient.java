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

/** What this installation is to the provider. Made at the start, which half a configuration keeps from succeeding. */
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
            throw refused("OIDC_ISSUER", "is no https URL", "https://sso.example.com/realms/acme");
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
                    "is not set, so nobody could be signed on",
                    "the output of: openssl rand -base64 48");
        }
        for (String pair : settings.teams().split(",")) {
            if (!pair.isBlank()) {
                int at = pair.lastIndexOf('=');
                if (at < 1 || pair.substring(at + 1).isBlank()) {
                    throw refused(
                            "OIDC_TEAMS",
                            "holds '" + pair + "', which is not group=team",
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

    /** The teams that groups stand for; with a mapping, a group that it does not name stands for none. */
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
                    inFile ? "is set beside OIDC_CLIENT_SECRET_FILE" : "is not set, but OIDC_ISSUER is",
                    "what the provider gave, or its file in OIDC_CLIENT_SECRET_FILE");
        }
        try {
            String secret = inFile
                    ? Files.readString(Path.of(settings.clientSecretFile())).strip()
                    : settings.clientSecret();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException | InvalidPathException e) {
            // said below
        }
        throw refused("OIDC_CLIENT_SECRET_FILE", "names a file in which no secret can be read", "/run/secrets/oidc");
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
