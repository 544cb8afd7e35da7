package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Streamed;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of a body with a {@link Streamed} list, for code that reads its items one by one. */
public final class LongBody {
    private final Parameter parameter;
    private final Containers.@Nullable Fields record;
    private final @Nullable String member;
    private final Shape item;
    private final Loc list;

    private LongBody(Parameter parameter, Containers.@Nullable Fields record, @Nullable String member, Shape item) {
        this.parameter = parameter;
        this.record = record;
        this.member = member;
        this.item = item;
        Loc body = Loc.of("body");
        this.list = member == null ? body : body.then(member);
    }

    /** Empty if the body has no such list. */
    public static Optional<LongBody> of(Parameter body) {
        Containers.Field field = Shapes.parameter(body);
        if (body.getType() == Streamed.class && field.shape() instanceof Containers.Items items) {
            return Optional.of(new LongBody(body, null, null, items.item()));
        }
        if (!(field.shape() instanceof Containers.Fields record)) {
            return Optional.empty();
        }
        return Arrays.stream(body.getType().getRecordComponents())
                .filter(component -> component.getType() == Streamed.class)
                .map(RecordComponent::getName)
                .map(Shapes::snake)
                .findFirst()
                .map(member -> new LongBody(body, record, member, record.items(member)));
    }

    /** The member of the body that is the list; null if the body itself is the list. */
    public @Nullable String member() {
        return member;
    }

    /** True if the body has a field of this name. */
    public boolean hasMember(String name) {
        return record != null
                && record.fields().stream().anyMatch(field -> field.name().equals(name));
    }

    /**
     * Reads one item.
     *
     * @return null only after having added a violation
     */
    public @Nullable Object item(JsonNode node, int index, Violations violations) {
        return item.read(node, list.then(index), violations);
    }

    /**
     * Reads the body.
     *
     * @param rest everything but the list: the other members, or the value that is in place of a list; null for an empty body
     * @param items the list; null if there is none
     * @param ofItems the violations of the items
     * @return null only after having added a violation
     */
    public @Nullable Object body(
            @Nullable JsonNode rest, @Nullable Streamed<?> items, Violations ofItems, Violations violations) {
        if (items == null) {
            return Shapes.body(parameter, rest, violations);
        }
        if (record == null || member == null || rest == null) {
            violations.addAll(ofItems);
            return ofItems.isEmpty() ? items : null;
        }
        return record.read(rest, Loc.of("body"), violations, new Containers.Fields.Known(member, items, ofItems));
    }
}
