package dev.assay.identity.cluster;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes resource TokenReview ({@code authentication.k8s.io/v1}) with the fields that we need. Empty fields may be
 * absent.
 */
@Serdeable
record TokenReview(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable Spec spec,
        @Nullable Status status) {
    private static final String VERSION = "authentication.k8s.io/v1";
    private static final String KIND = "TokenReview";
    private static final String POD = "authentication.kubernetes.io/pod-name";

    @Serdeable
    record Spec(String token, List<String> audiences) {
        @Override
        public String toString() {
            return "Spec[…]";
        }
    }

    @Serdeable
    record Status(
            @Nullable Boolean authenticated,
            @Nullable List<String> audiences,
            @Nullable User user,
            @Nullable String error) {}

    @Serdeable
    record User(
            @Nullable String username,
            @Nullable List<String> groups,
            @Nullable Map<String, List<String>> extra) {

        /** The pod that the token was issued for; empty if it was not issued for a pod. */
        String pod() {
            List<String> names = extra == null ? List.of() : extra.getOrDefault(POD, List.of());
            return names.isEmpty() ? "" : names.getFirst();
        }
    }

    static TokenReview of(String token, String audience) {
        return new TokenReview(VERSION, KIND, new Spec(token, List.of(audience)), null);
    }

    boolean hasThisKind() {
        return VERSION.equals(apiVersion) && KIND.equals(kind);
    }
}
