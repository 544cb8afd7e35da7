package dev.assay.platform;

/** A setting with which the server does not start. The message names the key, what is wrong with it and what to write instead. */
public final class RefusedSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param key the key as it is written in the settings, such as {@code SESSIONS_SECRET}
     * @param problem continues "KEY …": {@code is the well-known default: anybody could sign in as anybody}
     * @param next what to do, with an example value
     */
    public RefusedSetting(String key, String problem, String next) {
        super(key + " " + problem + ".\n" + next);
    }

    /** The refused setting that made a start fail, or the failure itself if it has another cause. */
    public static RuntimeException in(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedSetting refused) {
                return refused;
            }
        }
        return failure;
    }
}
