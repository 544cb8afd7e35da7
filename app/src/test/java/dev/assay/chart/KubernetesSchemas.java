package dev.assay.chart;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.gson.annotations.SerializedName;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Checks objects against the schemas of Kubernetes, without a cluster: which fields exist, their types, and which are required. The
 * schemas are read from the models of the official Java client, which are generated from Kubernetes' API description. Values that
 * only the server checks (enumerations, formats of names, references) are not checked. A few kinds that do not belong to Kubernetes
 * are read from the models of fabric8, which do not say which fields are required.
 */
public final class KubernetesSchemas {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final String MORE_MODELS = "io.fabric8.";

    /** The kinds by {@code apiVersion}. */
    static final Map<String, Set<String>> KINDS = Map.ofEntries(
            Map.entry(
                    "v1",
                    Set.of(
                            "ConfigMap",
                            "LimitRange",
                            "Namespace",
                            "PersistentVolumeClaim",
                            "Pod",
                            "ResourceQuota",
                            "Secret",
                            "Service",
                            "ServiceAccount")),
            Map.entry("apps/v1", Set.of("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
            Map.entry("batch/v1", Set.of("CronJob", "Job")),
            Map.entry("autoscaling/v2", Set.of("HorizontalPodAutoscaler")),
            Map.entry("policy/v1", Set.of("PodDisruptionBudget")),
            Map.entry("networking.k8s.io/v1", Set.of("Ingress", "IngressClass", "NetworkPolicy")),
            Map.entry(
                    "rbac.authorization.k8s.io/v1", Set.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")),
            Map.entry("coordination.k8s.io/v1", Set.of("Lease")),
            Map.entry("scheduling.k8s.io/v1", Set.of("PriorityClass")),
            Map.entry(
                    "admissionregistration.k8s.io/v1",
                    Set.of(
                            "MutatingWebhookConfiguration",
                            "ValidatingAdmissionPolicy",
                            "ValidatingAdmissionPolicyBinding",
                            "ValidatingWebhookConfiguration")),
            Map.entry("apiextensions.k8s.io/v1", Set.of("CustomResourceDefinition")));

    /** Kinds of other projects, whose required fields are not known. */
    static final Map<String, Class<?>> OTHERS = Map.of(
            "gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class,
            "monitoring.coreos.com/v1 PodMonitor", PodMonitor.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class);

    /** The form of a Kubernetes quantity: {@code 500m}, {@code 1.5Gi}, {@code 1e3}. */
    private static final Pattern QUANTITY =
            Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");

    /** The types in both families of models that are not objects. */
    private static final Set<String> LEAVES = Set.of("IntOrString", "Quantity");

    private KubernetesSchemas() {}

    /** The objects of a YAML text in their order, as the API server reads them; a repeated key is refused. */
    public static List<Map<String, Object>> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions unused = new DumperOptions();
        Yaml reader =
                new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new WithoutTimes());
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : reader.loadAll(yaml)) {
            if (document instanceof Map<?, ?> object) {
                objects.add(texts(object));
            } else if (document != null) {
                throw new IllegalArgumentException("A document is not an object: " + document);
            }
        }
        return objects;
    }

    /**
     * The problems of an object, by field: {@code Deployment/web: spec.template.spec.containers[0].imge: no field of V1Container};
     * empty if there is none. An unknown kind is a problem too, because then nothing was checked.
     */
    public static List<String> problems(Map<String, ?> object) {
        Object version = object.get("apiVersion");
        Object kind = object.get("kind");
        Walk walk = new Walk(kind + "/" + name(object) + ": ");
        if (!(version instanceof String v) || !(kind instanceof String k)) {
            return List.of(walk.about + "apiVersion and kind: must be texts, are " + version + " and " + kind);
        }
        Class<?> model = KINDS.getOrDefault(v, Set.of()).contains(k) ? model(v, k) : OTHERS.get(v + " " + k);
        if (model == null) {
            return List.of(walk.about + "kind: no schema for " + v + " " + k);
        }
        walk.value("", object, model);
        return List.copyOf(walk.problems);
    }

    private static Class<?> model(String version, String kind) {
        String number = version.substring(version.indexOf('/') + 1);
        try {
            return Class.forName(MODELS + number.replace('v', 'V') + kind);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(version + " " + kind + " has left the models", e);
        }
    }

    private static @Nullable Object name(Map<String, ?> object) {
        return object.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : null;
    }

    private static Map<String, Object> texts(Map<?, ?> object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    /** Leaves text that looks like a time as text, like the server's YAML reader, which is written in Go. */
    private static final class WithoutTimes extends Resolver {
        @Override
        public void addImplicitResolver(Tag tag, Pattern pattern, String first, int limit) {
            if (!Tag.TIMESTAMP.equals(tag)) {
                super.addImplicitResolver(tag, pattern, first, limit);
            }
        }
    }

    /** Compares one object with its model. */
    private static final class Walk {
        private final List<String> problems = new ArrayList<>();
        private final String about;

        Walk(String about) {
            this.about = about;
        }

        private void value(String path, Object value, Type type) {
            if (type instanceof ParameterizedType generic) {
                Type[] of = generic.getActualTypeArguments();
                if (generic.getRawType() == List.class) {
                    list(path, value, of[0]);
                } else {
                    map(path, value, of[1]);
                }
            } else if (isModel((Class<?>) type)) {
                fields(path, value, (Class<?>) type);
            } else if (!fits(value, (Class<?>) type)) {
                problem(path, "must be " + told((Class<?>) type) + ", is " + shown(value));
            }
        }

        private void list(String path, Object value, Type of) {
            if (!(value instanceof List<?> list)) {
                problem(path, "must be a list, is " + shown(value));
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                element(path + "[" + i + "]", list.get(i), of);
            }
        }

        private void map(String path, Object value, Type of) {
            if (!(value instanceof Map<?, ?> map)) {
                problem(path, "must be an object, is " + shown(value));
                return;
            }
            map.forEach((key, entry) -> element(path + "[" + shown(key) + "]", entry, of));
        }

        /** A field may be null, an element may not. */
        private void element(String path, @Nullable Object value, Type of) {
            if (value == null) {
                problem(path, "must not be null");
            } else {
                value(path, value, of);
            }
        }

        private void fields(String path, Object value, Class<?> model) {
            if (!(value instanceof Map<?, ?> object)) {
                problem(path, "must be an object, is " + shown(value));
                return;
            }
            Map<String, Type> known = new TreeMap<>();
            for (Field field : model.getDeclaredFields()) {
                SerializedName name = field.getAnnotation(SerializedName.class);
                JsonProperty other = field.getAnnotation(JsonProperty.class);
                if (name != null || other != null) {
                    known.put(name == null ? other.value() : name.value(), field.getGenericType());
                }
            }
            object.forEach((key, entry) -> {
                Type type = known.get(String.valueOf(key));
                if (type == null) {
                    problem(below(path, key), "no field of " + model.getSimpleName());
                } else if (entry != null) {
                    value(below(path, key), entry, type);
                }
            });
            for (String name : required(model)) {
                if (object.get(name) == null) {
                    problem(below(path, name), "missing");
                }
            }
        }

        private void problem(String path, String what) {
            problems.add(about + path + ": " + what);
        }

        private static String below(String path, Object key) {
            return path.isEmpty() ? String.valueOf(key) : path + "." + key;
        }
    }

    private static boolean isModel(Class<?> type) {
        String name = type.getName();
        return name.startsWith(MODELS) || (name.startsWith(MORE_MODELS) && !LEAVES.contains(type.getSimpleName()));
    }

    private static List<String> required(Class<?> model) {
        if (model.getName().startsWith(MORE_MODELS)) {
            return List.of();
        }
        try {
            Set<?> names = (Set<?>) model.getField("openapiRequiredFields").get(null);
            return names.stream().map(String::valueOf).sorted().toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model + " does not tell its required fields any more", e);
        }
    }

    private static boolean fits(Object value, Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Integer" -> value instanceof Integer;
            case "Long" -> value instanceof Integer || value instanceof Long;
            case "Double", "BigDecimal" -> value instanceof Number;
            case "IntOrString" -> value instanceof Integer || value instanceof String;
            case "Quantity" ->
                (value instanceof Number || value instanceof String)
                        && QUANTITY.matcher(String.valueOf(value)).matches();
            case "byte[]" -> value instanceof String text && isBase64(text);
            case "OffsetDateTime" -> value instanceof String text && isTime(text);
            case "String", "Boolean", "Object" -> type.isInstance(value);
            default -> throw new IllegalStateException("The models have a type that is not known here: " + type);
        };
    }

    private static String told(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Integer", "Long" -> "an integer";
            case "IntOrString" -> "an integer or a text";
            case "Quantity" -> "a quantity";
            case "Boolean" -> "true or false";
            case "byte[]" -> "base64";
            case "OffsetDateTime" -> "a time";
            case "String" -> "a text";
            default -> "a number";
        };
    }

    private static String shown(Object value) {
        return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
    }

    private static boolean isBase64(String text) {
        try {
            String line = text.replaceAll("[\\r\\n]", "");
            Base64.getDecoder().decode(line);
            return line.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
