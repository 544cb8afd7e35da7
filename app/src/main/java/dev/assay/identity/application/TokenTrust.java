package dev.assay.identity.application;

import dev.assay.identity.cluster.AccountPattern;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens stand for an application: those of an issuer of which all conditions hold, each by one of its values, or those
 * of service accounts of the cluster that this server runs in.
 *
 * @param issuer who signs; one that the operator named. Absent with {@code kubernetes}, as {@code audience} and
 *     {@code conditions} are
 * @param audience whom the token must be meant for
 * @param conditions by claim, the values of which the token must have one. A value that ends in {@code *} is how it must begin;
 *     there is no other pattern. What stands in an inner object is named with slashes: {@code kubernetes.io/namespace}. At
 *     least one says who the caller is: {@code sub}, {@code repository}, {@code project_path} …
 * @param kubernetes instead of an issuer: service accounts of the cluster, which is asked about their tokens
 */
@Schema(name = "TrustRequest")
record TokenTrust(
        @Size(min = 1, max = 500) @Nullable String issuer,

        @Input.Default(ASSAY) @Size(min = 1, max = 500) String audience,

        @Input.KeySize(min = 1, max = 200) @Nullable Map<String, List<@Size(min = 1, max = 500) String>> conditions,

        @Nullable Kubernetes kubernetes) {
    private static final String ASSAY = "assay";
    private static final int MOST = 50;

    /** Claims that say whose workload it is, with the issuers that people use. */
    static final Set<String> PINS = Set.of(
            "sub",
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "workflow_ref",
            "project_path",
            "project_id",
            "namespace_path",
            "namespace_id",
            "kubernetes.io/namespace");

    /** How a beginning reads that leaves one owner: up to a slash, as {@code repo:acme/*}, or three colons. */
    private static final Pattern OWNED = Pattern.compile("(https?://)?[^/]*[\\w.-]/.*|[^:]+:[^:]+:[^:]+:.*");

    /**
     * @param namespace exact, or with {@code *} for any number of characters
     * @param serviceAccount likewise
     */
    @Schema(name = "KubernetesTrustRequest")
    record Kubernetes(
            @Size(min = 1, max = 63) String namespace,
            @Size(min = 1, max = 253) String serviceAccount) {
        Kubernetes {
            new AccountPattern(namespace, serviceAccount).problem().ifPresent(problem -> {
                throw new RefusedInput(problem);
            });
        }
    }

    /** What is trusted. */
    sealed interface Kind {
        record OfIssuer(String issuer, String audience, Map<String, List<String>> conditions) implements Kind {}

        record InCluster(AccountPattern accepted) implements Kind {}
    }

    TokenTrust {
        if (kubernetes == null) {
            if (issuer == null || conditions == null) {
                throw new RefusedInput("give either issuer and conditions, or kubernetes");
            }
            check(conditions);
        } else if (issuer != null || conditions != null || !audience.equals(ASSAY)) {
            throw new RefusedInput("issuer, audience and conditions do not go with kubernetes:"
                    + " KUBERNETES_TOKEN_AUDIENCE says whom tokens of the cluster must be meant for");
        }
    }

    Kind kind() {
        if (kubernetes != null) {
            return new Kind.InCluster(new AccountPattern(kubernetes.namespace(), kubernetes.serviceAccount()));
        }
        return new Kind.OfIssuer(Objects.requireNonNull(issuer), audience, Objects.requireNonNull(conditions));
    }

    private static void check(Map<String, List<String>> conditions) {
        if (conditions.size() > MOST) {
            throw new RefusedInput("conditions name at most " + MOST + " claims");
        }
        conditions.forEach(TokenTrust::check);
        if (conditions.entrySet().stream().noneMatch(one -> isPin(one.getKey(), one.getValue()))) {
            throw new RefusedInput("no condition says whose workload it is: give the exact value, or a beginning as in"
                    + " repo:acme/*, of one of "
                    + String.join(", ", PINS.stream().sorted().toList()));
        }
    }

    private static void check(String claim, List<String> values) {
        if (values.isEmpty() || values.size() > MOST) {
            throw new RefusedInput("the condition on " + claim + " needs 1 to " + MOST + " values");
        }
        for (String value : values) {
            int star = value.indexOf('*');
            if (value.equals("*") || (star >= 0 && star < value.length() - 1)) {
                throw new RefusedInput(
                        "the condition on " + claim + " has a * elsewhere than at the end of a beginning: " + value);
            }
        }
    }

    private static boolean isPin(String claim, List<String> values) {
        return PINS.contains(claim)
                && values.stream()
                        .allMatch(value ->
                                !value.endsWith("*") || OWNED.matcher(value).matches());
    }
}
