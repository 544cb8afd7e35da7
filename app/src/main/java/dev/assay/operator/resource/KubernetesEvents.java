package dev.assay.operator.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events that say what happened to a resource ({@code kubectl describe} shows them). The name of an Event is
 * a digest of its content, so that writing it again after a kill does not make a second one. A reconciliation never fails
 * because an Event cannot be written.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class KubernetesEvents {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final int LONGEST_NOTE = 1024;
    private static final String REPORTER = "assay.dev/operator";

    private final KubernetesClient client;
    private final Clock clock;

    public KubernetesEvents(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String wire;

        Type(String wire) {
            this.wire = wire;
        }
    }

    /**
     * @param occasion distinguishes this event from an equal one at another time, such as the name of a Job
     * @param reason one word in CamelCase; also written as the action
     */
    public void tell(HasMetadata about, String occasion, Type type, String reason, String note) {
        try {
            client.resource(event(about, occasion, type, reason, note)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                LOG.atWarn()
                        .addKeyValue("about", about.getMetadata().getName())
                        .addKeyValue("event", reason)
                        .addKeyValue("reason", e.getMessage())
                        .log("Event not recorded");
            }
        }
    }

    private Event event(HasMetadata about, String occasion, Type type, String reason, String note) {
        String name = about.getMetadata().getName();
        String uid = String.valueOf(about.getMetadata().getUid());
        String shown = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getMetadata().getNamespace())
                .withName(name + "." + Names.digest(uid, occasion, reason, note))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant().atOffset(ZoneOffset.UTC))))
                .withReportingController(REPORTER)
                .withReportingInstance(REPORTER)
                .withType(type.wire)
                .withReason(reason)
                .withAction(reason)
                .withNote(shown)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withName(name)
                        .withUid(uid)
                        .withResourceVersion(about.getMetadata().getResourceVersion())
                        .build())
                .build();
    }
}
