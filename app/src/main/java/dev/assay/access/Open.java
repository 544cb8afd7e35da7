package dev.assay.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** This operation needs no permission; the value says who may call it (AUTH-8). */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Open {
    To value();

    /** Access classes B to E. */
    enum To {
        /** Anyone, unless {@code REQUIRE_AUTHENTICATION} asks for a user or an application (SVC-04). */
        ANYONE_UNLESS_REQUIRED,
        /**
         * As {@link #ANYONE_UNLESS_REQUIRED}, for a page that browsers open by its address: they cannot send
         * {@code X-CSRF-Token} then, so the session's cookie is enough (AUTH-4).
         */
        BROWSERS_UNLESS_REQUIRED,
        /** Anyone at all. */
        ANYONE,
        /** Anyone; the operation takes a {@link Caller} and decides by itself which callers may ask about themselves (class C). */
        SELF,
        /** Callers on this machine (SVC-12). */
        THIS_MACHINE
    }
}
