package dev.assay.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rights of a service account by the rendered roles and bindings, evaluated as Kubernetes' RBAC does, and those of them that
 * nothing needs.
 */
public record Grants(List<Grant> grants) {
    /** Paths that every authenticated account may read by Kubernetes' own roles. */
    private static final List<String> DISCOVERY = List.of("/api", "/apis", "/openapi", "/version", "/healthz");

    /** A rule. @param namespace where it applies; null for everywhere */
    public record Grant(@Nullable String namespace, PolicyRule rule) {}

    /**
     * A request to the API server. Missing parts are empty: the subresource, the namespace of a request for all namespaces, the
     * name of a request for a collection.
     */
    public record Call(
            String verb, String apiGroup, String resource, String subresource, String namespace, String name) {
        /** @param uri path and query, such as {@code /apis/batch/v1/namespaces/a/jobs?watch=true} */
        public static Call of(String method, String uri) {
            String path = uri.replaceFirst("\\?.*", "");
            List<String> parts = new ArrayList<>(Arrays.stream(path.split("/"))
                    .filter(part -> !part.isEmpty())
                    .toList());
            boolean core = path.startsWith("/api/");
            if (parts.size() <= (core ? 2 : 3) || !(core || path.startsWith("/apis/"))) {
                return new Call(method.toLowerCase(Locale.ROOT), "", path, "", "", "");
            }
            parts.removeFirst();
            String group = core ? "" : parts.removeFirst();
            parts.removeFirst();
            String namespace = "";
            if (parts.size() >= 2 && parts.getFirst().equals("namespaces")) {
                namespace = parts.get(1);
                if (parts.size() > 2) {
                    parts.subList(0, 2).clear();
                }
            }
            String name = parts.size() > 1 ? parts.get(1) : "";
            String subresource = parts.size() > 2 ? parts.get(2) : "";
            boolean watch = uri.matches(".*[?&]watch=(true|1)\\b.*");
            return new Call(verb(method, name, watch), group, parts.getFirst(), subresource, namespace, name);
        }

        private static String verb(String method, String name, boolean watch) {
            return switch (method) {
                case "GET", "HEAD" -> watch ? "watch" : name.isEmpty() ? "list" : "get";
                case "POST" -> "create";
                case "PUT" -> "update";
                case "PATCH" -> "patch";
                case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
                default -> throw new IllegalArgumentException("Kubernetes has no " + method);
            };
        }

        /** The resource as rules name it: {@code pods/log}. */
        String path() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** The rights of a service account, by all bindings that name it. */
    public static Grants of(Collection<? extends HasMetadata> objects, String namespace, String serviceAccount) {
        List<Grant> grants = new ArrayList<>();
        for (HasMetadata object : objects) {
            if (object instanceof ClusterRoleBinding binding
                    && names(binding.getSubjects(), namespace, serviceAccount)) {
                rules(objects, binding.getRoleRef(), "").forEach(rule -> grants.add(new Grant(null, rule)));
            }
            if (object instanceof RoleBinding binding && names(binding.getSubjects(), namespace, serviceAccount)) {
                String where = binding.getMetadata().getNamespace();
                rules(objects, binding.getRoleRef(), where).forEach(rule -> grants.add(new Grant(where, rule)));
            }
        }
        return new Grants(List.copyOf(grants));
    }

    public boolean allows(
            String verb, String apiGroup, String resource, String subresource, String namespace, String name) {
        return allows(new Call(verb, apiGroup, resource, subresource, namespace, name));
    }

    public boolean allows(Call call) {
        if (call.resource().startsWith("/")) {
            return call.verb().equals("get")
                    && DISCOVERY.stream()
                            .anyMatch(path -> call.resource().equals(path)
                                    || call.resource().startsWith(path + "/"));
        }
        return grants.stream().anyMatch(grant -> allows(grant, call));
    }

    /** The rights that none of the calls needs, such as {@code create batch/jobs}; sorted. */
    public List<String> unneeded(Collection<Call> calls) {
        Set<String> unneeded = new TreeSet<>();
        for (Grant grant : grants) {
            PolicyRule rule = grant.rule();
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    for (String verb : rule.getVerbs()) {
                        boolean needed = calls.stream()
                                .anyMatch(call -> call.verb().equals(verb)
                                        && call.apiGroup().equals(group)
                                        && call.path().equals(resource)
                                        && allows(grant, call));
                        if (!needed) {
                            unneeded.add(verb + " " + (group.isEmpty() ? "" : group + "/") + resource);
                        }
                    }
                }
            }
        }
        return List.copyOf(unneeded);
    }

    private static boolean allows(Grant grant, Call call) {
        PolicyRule rule = grant.rule();
        return (grant.namespace() == null || grant.namespace().equals(call.namespace()))
                && has(rule.getVerbs(), call.verb())
                && has(rule.getApiGroups(), call.apiGroup())
                && has(rule.getResources(), call.path())
                && (rule.getResourceNames().isEmpty() || rule.getResourceNames().contains(call.name()));
    }

    private static boolean has(List<String> all, String one) {
        return all.contains("*") || all.contains(one);
    }

    private static boolean names(List<Subject> subjects, String namespace, String serviceAccount) {
        return subjects.stream()
                .anyMatch(subject -> "ServiceAccount".equals(subject.getKind())
                        && serviceAccount.equals(subject.getName())
                        && namespace.equals(subject.getNamespace()));
    }

    private static List<PolicyRule> rules(
            Collection<? extends HasMetadata> objects, RoleRef reference, String namespace) {
        return objects.stream()
                .filter(object -> object.getKind().equals(reference.getKind())
                        && object.getMetadata().getName().equals(reference.getName()))
                .flatMap(object -> switch (object) {
                    case ClusterRole role -> role.getRules().stream();
                    case Role role
                    when Objects.equals(role.getMetadata().getNamespace(), namespace) -> role.getRules().stream();
                    default -> Stream.<PolicyRule>empty();
                })
                .toList();
    }
}
