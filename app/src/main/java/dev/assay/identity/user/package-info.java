/**
 * Users: people who sign on or review, with their teams and the admin flag. Front door:
 * {@link dev.assay.identity.user.Users}.
 */
@NullMarked
package dev.assay.identity.user;

import org.jspecify.annotations.NullMarked;
