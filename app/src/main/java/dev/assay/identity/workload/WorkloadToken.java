package dev.assay.identity.workload;

import java.util.List;
import java.util.Map;

/**
 * The content of a token with a valid signature and valid times.
 *
 * @param audiences the audiences of the token
 * @param claims all claims with their values as texts; members of inner objects have names with slashes
 *     ({@code kubernetes.io/namespace})
 */
public record WorkloadToken(String issuer, String subject, List<String> audiences, Map<String, List<String>> claims) {
    public WorkloadToken {
        audiences = List.copyOf(audiences);
        claims = Map.copyOf(claims);
    }
}
