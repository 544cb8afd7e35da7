package dev.assay.operator;

import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.TestRun;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Writes the CustomResourceDefinitions of our records into a directory: {@code scripts/crds}. */
public final class Crds {
    static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(TestPlan.class, TestRun.class, ResultSource.class);

    /** Lists whose entries are identified by a key, by the name of their property. */
    private static final List<String> NAMED = List.of("environments", "steps");

    private static final long LABEL = 63L;

    private Crds() {}

    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    /** Writes one file for each kind, such as {@code testplans.assay.dev-v1.yml}. */
    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        new CRDGenerator()
                .inOutputDir(directory.toFile())
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata resource, String version) {
                        return complete((CustomResourceDefinition) resource);
                    }
                })
                .customResourceClasses(KINDS.toArray(Class[]::new))
                .detailedGenerate();
    }

    /** Adds what annotations cannot express: the category, the keys of list entries, and the order of the columns. */
    private static CustomResourceDefinition complete(CustomResourceDefinition definition) {
        definition.getSpec().getNames().setCategories(List.of(Group.CATEGORY));
        List<String> columns = columns(definition.getSpec().getNames().getKind());
        definition.getSpec().getVersions().forEach(version -> {
            JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
            schema.setRequired(List.of("spec"));
            refine("", schema);
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparing(
                            (CustomResourceColumnDefinition column) -> columns.indexOf(column.getName())));
            version.getAdditionalPrinterColumns().forEach(Crds::removeDefaultPriority);
        });
        return definition;
    }

    /**
     * Removes a priority of 0, which the server does not keep. If a definition differs from what the server keeps, every
     * server-side apply changes it, and kubectl and Helm 4, which both apply it, conflict.
     */
    private static void removeDefaultPriority(CustomResourceColumnDefinition column) {
        if (Integer.valueOf(0).equals(column.getPriority())) {
            column.setPriority(null);
        }
    }

    private static List<String> columns(String kind) {
        return KINDS.stream()
                .filter(type -> type.getSimpleName().equals(kind))
                .flatMap(type -> Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
                .map(AdditionalPrinterColumn::name)
                .toList();
    }

    private static void refine(String name, JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            // An annotation on a record's component is found at its field and at its accessor
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if (name.equals("lastTransitionTime")) {
            schema.setFormat("date-time");
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            JSONSchemaProps entries = schema.getItems().getSchema();
            if (name.equals("conditions")) {
                keyed(schema, "type");
            } else if (NAMED.contains(name) && "object".equals(entries.getType())) {
                keyed(schema, "name");
            } else if ("string".equals(entries.getType())) {
                entries.setMaxLength(name.equals("dependsOn") ? LABEL : 200L);
            }
            refine("", entries);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach(Crds::refine);
        }
    }

    private static void keyed(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
    }
}
