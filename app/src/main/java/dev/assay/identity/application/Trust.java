package dev.assay.identity.application;

import dev.assay.web.input.Input;
import dev.assay.web.input.Refused;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which tokens stand for an application: all conditions hold, each by one of its values.
 *
 * @param issuer who signs; one that the operator named
 * @param audience whom the token must be meant for
 * @param conditions by claim, the values of which the token must have one. A value that ends in {@code *} is how it must begin;
 *     there is no other pattern. What stands in an inner object is named with slashes: {@code kubernetes.io/namespace}. At
 *     least one says who the caller is: {@code sub}, {@code repository}, {@code project_path} …
 */
@Schema(name = "TrustRequest")
record Trust(
        @Size(min = 1, max = 500) String issuer,

        @Input.Default("assay") @Size(min = 1, max = 500) String audience,

        @Input.KeySize(min = 1, max = 200) Map<String, List<@Size(min = 1, max = 500) String>> conditions) {
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

    Trust {
        if (conditions.size() > MOST) {
            throw new Refused("conditions name at most " + MOST + " claims");
        }
        conditions.forEach(Trust::check);
        if (conditions.entrySet().stream().noneMatch(one -> isPin(one.getKey(), one.getValue()))) {
            throw new Refused("no condition says whose workload it is: give the exact value, or a beginning as in"
                    + " repo:acme/*, of one of "
                    + String.join(", ", PINS.stream().sorted().toList()));
        }
    }

    private static void check(String claim, List<String> values) {
        if (values.isEmpty() || values.size() > MOST) {
            throw new Refused("the condition on " + claim + " needs 1 to " + MOST + " values");
        }
        for (String value : values) {
            int star = value.indexOf('*');
            if (value.equals("*") || (star >= 0 && star < value.length() - 1)) {
                throw new Refused(
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
