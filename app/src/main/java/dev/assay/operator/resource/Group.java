package dev.assay.operator.resource;

/** Where our kinds live, and what we put on what we make. */
public final class Group {
    public static final String NAME = "assay.dev";
    public static final String VERSION = "v1alpha1";
    /** Members of {@code kubectl get assay}. */
    public static final String CATEGORY = "assay";

    /** Who owns the fields that we write by server-side apply. */
    public static final String FIELD_MANAGER = "assay-operator";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PLAN = NAME + "/plan";
    public static final String RUN = NAME + "/run";
    public static final String ENVIRONMENT = NAME + "/environment";
    public static final String STEP = NAME + "/step";
    public static final String SHARD = NAME + "/shard";
    public static final String ATTEMPT = NAME + "/attempt";
    /** Why a run was made: schedule, artefact, rerun. */
    public static final String TRIGGER = NAME + "/trigger";

    /** The time, the build or the request that a run was made for. */
    public static final String CAUSE = NAME + "/cause";

    private Group() {}
}
