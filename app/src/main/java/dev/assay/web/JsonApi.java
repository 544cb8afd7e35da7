package dev.assay.web;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A controller that answers JSON whatever the caller accepts, and checks the type of bodies itself (CONV-09). It may block: it runs
 * on a virtual thread.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Consumes(MediaType.ALL)
@Produces({MediaType.APPLICATION_JSON, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
public @interface JsonApi {}
