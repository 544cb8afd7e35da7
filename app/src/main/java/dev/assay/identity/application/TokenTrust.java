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
 * Says which tokens authenticate an application: either tokens of an issuer that meet all conditions (each by one of its
 * values), or tokens of service accounts of the cluster that this server runs in.
 *
 * @param issuer the issuer that signs the tokens; the operator must have named it. Absent with {@code kubernetes}, as are
 *     {@code audience} and {@code conditions}
 * @param audience the audience that the token must have
 * @param conditions for each claim, the allowed values; the token must have one of them. A value that ends in {@code *} is a
 *     prefix; there are no other patterns. Members of inner objects are named with slashes: {@code kubernetes.io/namespace}. At
 *     least one condition must say who the caller is: {@code sub}, {@code repository}, {@code project_path} …
 * @param kubernetes instead of an issuer: service accounts of the cluster. The cluster's API server checks their tokens
 */
@Schema(name = "TrustRequest")
record TokenTrust(
        @Size(min = 1, max = 500) @Nullable String issuer,

        @Input.Default(ASSAY) @Size(min = 1, max = 500) String audience,

        @Input.KeySize(min = 1, max = 200) @Nullable Map<String, List<@Size(min = 1, max = 500) String>> conditions,

        @Nullable Kubernetes kubernetes) {
    static final String ASSAY = "assay";
    private static final int MOST = 50;

    /** Claims that identify the owner of a workload, for common issuers. */
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

    /** A prefix that allows only one owner: it contains a slash, like {@code repo:acme/*}, or three colons. */
    private static final Pattern OWNED = Pattern.compile("(https?://)?[^/]*[\\w.-]/.*|[^:]+:[^:]+:[^:]+:.*");

    /**
     * @param namespace exact, or with {@code *} for any number of characters
     * @param serviceAccount exact, or with {@code *} for any number of characters
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

    /** The two kinds of trusts. */
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
                    + " KUBERNETES_TOKEN_AUDIENCE is the audience of the cluster's tokens");
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
            throw new RefusedInput("no condition says whose workload it is: give the exact value, or a prefix such as"
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
                        "the condition on " + claim + " has a * that is not at the end of a prefix: " + value);
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
