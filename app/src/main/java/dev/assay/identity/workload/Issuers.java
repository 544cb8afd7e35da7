package dev.assay.identity.workload;

import dev.assay.outbound.Outbound;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The issuers whose tokens the operator allows. The server never connects to an address because of a token of another issuer.
 * A wrong setting stops the server's start.
 */
@Context
public class Issuers {
    private static final String KEY = "WORKLOAD_ISSUERS";
    private static final String EXAMPLE =
            KEY + "=https://token.actions.githubusercontent.com,https://gitlab.example.com";

    private final Map<String, Optional<URI>> issuers = new LinkedHashMap<>();
    private final Outbound outbound;

    Issuers(WorkloadSettings settings, Outbound outbound) {
        this.outbound = outbound;
        for (String item : settings.issuers().split(",")) {
            if (!item.isBlank()) {
                List<String> parts = new ArrayList<>(List.of(item.strip().split("=", 2)));
                String issuer = parts.removeFirst();
                checked(issuer);
                issuers.put(issuer, parts.stream().findFirst().map(this::checked));
            }
        }
    }

    /** The issuers in the order of the setting. */
    public Set<String> names() {
        return issuers.keySet();
    }

    /** The URL of the issuer's keys; if it is empty, the issuer's discovery document names it. */
    Optional<URI> keys(String issuer) {
        return issuers.getOrDefault(issuer, Optional.empty());
    }

    private URI checked(String text) {
        try {
            URI uri = URI.create(text);
            if (outbound.isSafe(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new RefusedSetting(
                KEY, "names '" + text + "', which is not an https URL", "Separate issuers by commas: " + EXAMPLE);
    }
}
