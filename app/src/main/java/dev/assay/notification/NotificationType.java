package dev.assay.notification;

/** The kinds of notifications (NOTIF-3, NOTIF-4). */
public enum NotificationType {
    USER_ASSIGNED_ARTEFACT_REVIEW,
    /** Not created at present; older rows may have it. */
    USER_ASSIGNED_ENVIRONMENT_REVIEW
}
