package dev.assay.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The permissions that a caller of this operation must hold, all of them; {@code x-permissions} in the API description (AUTH-10). */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Permit {
    Permission[] value();

    Decided decided() default Decided.BEFORE;

    /** When the permissions are checked. */
    enum Decided {
        /** Before the input is read, for every caller alike (CONV-34). */
        BEFORE,
        /**
         * The first permission as with {@link #BEFORE}, the others as with {@link #WITHIN}: only a part of what the operation does
         * needs them (AUTH-13, AUTH-14).
         */
        FIRST_BEFORE,
        /**
         * By the operation itself, which takes a {@link Caller} and asks {@link Access}, because it depends on what will be changed
         * (CONV-36).
         */
        WITHIN
    }
}
