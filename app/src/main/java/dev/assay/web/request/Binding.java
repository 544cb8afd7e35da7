package dev.assay.web.request;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.bind.ArgumentBinder;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.bind.RequestBinderRegistry;
import io.micronaut.http.bind.binders.AnnotatedRequestArgumentBinder;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes to controllers what {@link InputFilter} read of query and body. The framework's own binders stop at the first mistake, run
 * before any filter can check a permission, and follow other rules of form than the contract.
 */
@Singleton
@Order(Ordered.LOWEST_PRECEDENCE)
class Binding implements BeanCreatedEventListener<RequestBinderRegistry> {

    @Override
    public RequestBinderRegistry onCreated(BeanCreatedEvent<RequestBinderRegistry> event) {
        RequestBinderRegistry registry = event.getBean();
        for (Class<? extends Annotation> annotation : List.of(QueryValue.class, Body.class)) {
            registry.addArgumentBinder(new FromInput<>(annotation));
        }
        return registry;
    }

    private record FromInput<A extends Annotation>(Class<A> annotation)
            implements AnnotatedRequestArgumentBinder<A, Object>, PostponedRequestArgumentBinder<Object> {

        @Override
        public Class<A> getAnnotationType() {
            return annotation;
        }

        @Override
        public ArgumentBinder.BindingResult<Object> bind(
                ArgumentConversionContext<Object> context, HttpRequest<?> request) {
            Map<?, ?> values =
                    request.getAttribute(InputFilter.VALUES, Map.class).orElse(Map.of());
            Object value = values.get(context.getArgument().getName());
            return () -> Optional.ofNullable(value);
        }
    }
}
