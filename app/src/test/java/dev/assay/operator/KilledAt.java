package dev.assay.operator;

import dev.assay.testing.TestDatabase;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;

/**
 * Kills an operator at one of its steps, just before or just after the step takes effect. Steps are calls of the API server
 * and, with {@link CommitRelay}, commits to the database, counted together from 1. A dead operator takes no further step.
 * Requests of informers (watch and list) are not counted, because their number varies. They are answered even after death:
 * if an informer cannot start, the framework ends the whole process, which here is that of the tests.
 *
 * <p>A test begins with a step that is never reached, to see how many there are ({@link #steps}), or continues until an operator survives:
 *
 * <pre>{@code
 * for (KilledAt.Moment moment : KilledAt.Moment.values()) {
 *     for (int step = 1; ; step++) {
 *         KilledAt kill = new KilledAt(step, moment);
 *         // the operator with kill.client(config) until it is done or kill.death() is; then one with KilledAt.never()
 *         if (!kill.isDead()) break;
 *     }
 * }
 * }</pre>
 */
public final class KilledAt implements Interceptor {
    private static final String STEP = "X-Test-Step";

    private final BiPredicate<Integer, String> fatal;
    private final Moment moment;
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private final List<String> steps = new ArrayList<>();

    /** When the operator dies, as seen from the server. */
    public enum Moment {
        /** The server never received the step. */
        BEFORE,
        /** The server did the step, and its answer was lost. */
        AFTER
    }

    /** Not an {@link IOException}, because those are retried. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed(String step) {
            super("killed: " + step);
        }
    }

    /** @param step counts from 1 */
    public KilledAt(int step, Moment moment) {
        this((number, _) -> number == step, moment);
    }

    private KilledAt(BiPredicate<Integer, String> fatal, Moment moment) {
        this.fatal = fatal;
        this.moment = moment;
    }

    /** Dies at the first step whose text ends like this, whatever its number is. */
    public static KilledAt first(String ending, Moment moment) {
        return new KilledAt((_, step) -> step.endsWith(ending), moment);
    }

    public static KilledAt never() {
        return new KilledAt((_, _) -> false, Moment.BEFORE);
    }

    /** A client that dies with the operator and does not retry failed requests. */
    public KubernetesClient client(Config config, Interceptor... more) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientBuilderConsumer(builder -> {
                    for (Interceptor interceptor : more) {
                        builder.addOrReplaceInterceptor(interceptor.getClass().getName(), interceptor);
                    }
                    builder.addOrReplaceInterceptor("killed-at", this);
                })
                .build();
    }

    /** The relay through which the operator reaches the database; the caller closes it. */
    public CommitRelay relay(TestDatabase database) throws IOException {
        return new CommitRelay(database, this);
    }

    public boolean isDead() {
        return death.isDone();
    }

    /** Completes with the step at which the operator dies. */
    public Future<String> death() {
        return death;
    }

    /** The steps so far, such as {@code POST /apis/batch/v1/namespaces/x/jobs} or {@code COMMIT}. */
    public synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** Counts a step and returns its number. */
    public synchronized int begin(String step) {
        refuseTheDead();
        steps.add(step);
        int number = steps.size();
        if (moment == Moment.BEFORE && fatal.test(number, step)) {
            death.complete(step);
            throw new Killed("before " + step);
        }
        return number;
    }

    /** The step of that number took effect. */
    public synchronized void end(int number) {
        refuseTheDead();
        String step = steps.get(number - 1);
        if (moment == Moment.AFTER && fatal.test(number, step)) {
            death.complete(step);
            throw new Killed("after " + step);
        }
    }

    private void refuseTheDead() {
        if (isDead()) {
            throw new Killed("already");
        }
    }

    @Override
    public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
        if (isCounted(original)) {
            int number = begin(original.method() + " " + original.uri().getPath());
            request.setHeader(STEP, String.valueOf(number));
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        String number = request.header(STEP);
        if (number != null) {
            end(Integer.parseInt(number));
        }
    }

    private static boolean isCounted(HttpRequest request) {
        String query = request.uri().getQuery();
        return !request.method().equals("GET")
                || query == null
                || !(query.contains("watch=") || query.contains("resourceVersion="));
    }
}
