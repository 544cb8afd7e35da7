package dev.assay.identity.workload;

import java.util.List;
import java.util.Map;

/**
 * What an issuer says of a program, its signature and times being right.
 *
 * @param audiences whom the token is meant for
 * @param claims all that it says: the values of each claim as text, those of inner objects under names with slashes
 *     ({@code kubernetes.io/namespace})
 */
public record WorkloadToken(String issuer, String subject, List<String> audiences, Map<String, List<String>> claims) {
    public WorkloadToken {
        audiences = List.copyOf(audiences);
        claims = Map.copyOf(claims);
    }
}
