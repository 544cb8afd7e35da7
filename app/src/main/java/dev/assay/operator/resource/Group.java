package dev.assay.operator.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** The API group of our kinds, and the labels and annotations on the objects that the operator creates. */
public final class Group {
    public static final String NAME = "assay.dev";
    public static final String VERSION = "v1alpha1";
    /** The category: {@code kubectl get assay} lists all our kinds. */
    public static final String CATEGORY = "assay";

    /** The owner of the fields that we write by server-side apply. */
    public static final String FIELD_MANAGER = "assay-operator";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PLAN = NAME + "/plan";
    public static final String RUN = NAME + "/run";
    public static final String ENVIRONMENT = NAME + "/environment";
    public static final String STEP = NAME + "/step";
    public static final String SHARD = NAME + "/shard";
    public static final String ATTEMPT = NAME + "/attempt";
    /** The class of the operator that serves a plan, a run or a source; without it, the operator without a class. */
    public static final String CLASS = NAME + "/class";

    /** Why a run was made: schedule, artefact, rerun. */
    public static final String TRIGGER = NAME + "/trigger";

    /** The scheduled time, the build or the request that a run was made for. */
    public static final String CAUSE = NAME + "/cause";

    private Group() {}

    /** The class of the operator that serves a resource; empty for none. */
    public static String operatorClass(HasMetadata resource) {
        Map<String, String> labels = resource.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(CLASS, "");
    }
}
