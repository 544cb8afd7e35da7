package dev.assay.notification;

/** What a person is told (NOTIF-3, NOTIF-4). */
public enum NotificationType {
    USER_ASSIGNED_ARTEFACT_REVIEW,
    /** Never made at present; older rows may have it. */
    USER_ASSIGNED_ENVIRONMENT_REVIEW
}
