package dev.assay.operator.trigger;

import dev.assay.artefact.build.FoundBuild;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.Names;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.TestRun;
import dev.assay.rerun.PlanEnvironment;
import dev.assay.rerun.RequestedRerun;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run that is due. Its name is made of the plan and of the reason that it is due, so that beginning it twice does not create
 * a second one.
 *
 * @param key the id of the build or of the request; 0 for the schedule
 * @param cause the time, the build or the request, as a text for people
 * @param environments names of environments; null for all of the plan
 * @param steps names of steps; null for all of the plan
 */
record DueRun(
        Trigger trigger,
        String name,
        long key,
        String cause,
        ArtefactSpec artefact,
        @Nullable List<String> environments,
        @Nullable List<String> steps) {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

    /** One run for each artefact and revision; architectures that share a revision share a run. */
    static List<DueRun> scheduled(TestPlan plan, Instant time, List<FoundBuild> builds) {
        Map<String, List<FoundBuild>> runs = new LinkedHashMap<>();
        for (FoundBuild build : builds) {
            String thing = subject(artefact(build)) + " " + Objects.requireNonNullElse(build.revision(), "");
            runs.computeIfAbsent(thing, none -> new ArrayList<>()).add(build);
        }
        List<DueRun> due = new ArrayList<>();
        runs.forEach((thing, itsBuilds) -> {
            Set<String> architectures = new HashSet<>();
            itsBuilds.forEach(build -> architectures.add(build.architecture()));
            due.add(new DueRun(
                    Trigger.SCHEDULE,
                    name(
                            plan,
                            MINUTES.format(time),
                            itsBuilds.getFirst().artefact().name() + " " + thing),
                    0,
                    time.toString(),
                    artefact(itsBuilds.getFirst()),
                    environments(plan.getSpec(), architectures),
                    null));
        });
        return List.copyOf(due);
    }

    /** One run for each build, in the environments of its architecture. */
    static List<DueRun> ofBuilds(TestPlan plan, List<FoundBuild> builds) {
        return builds.stream()
                .map(build -> new DueRun(
                        Trigger.ARTEFACT,
                        name(plan, "build", String.valueOf(build.id())),
                        build.id(),
                        "build " + build.id(),
                        artefact(build),
                        environments(plan.getSpec(), Set.of(build.architecture())),
                        null))
                .toList();
    }

    /** One run for each request, with the steps whose test plan it names; requests whose build is gone are left out. */
    static List<DueRun> ofReruns(TestPlan plan, List<RequestedRerun> requests, List<FoundBuild> builds) {
        return requests.stream()
                .flatMap(request -> builds.stream()
                        .filter(build -> build.id() == request.build())
                        .map(build -> new DueRun(
                                Trigger.RERUN,
                                name(plan, "rerun", String.valueOf(request.id())),
                                request.id(),
                                "rerun request " + request.id(),
                                artefact(build),
                                List.of(request.place().environment()),
                                steps(plan, request.place().testPlan()))))
                .toList();
    }

    /** Where the steps of a plan run, in the words of rerun requests. */
    static List<PlanEnvironment> places(TestPlan plan) {
        List<PlanEnvironment> places = new ArrayList<>();
        for (Step step : plan.getSpec().steps()) {
            for (Environment environment : plan.getSpec().environments()) {
                places.add(new PlanEnvironment(
                        step.testPlan(plan.getMetadata().getName()),
                        environment.name(),
                        environment.architectureOrDefault()));
            }
        }
        return places.stream().distinct().toList();
    }

    /** The TestRun to create, owned by the plan. */
    TestRun resource(TestPlan plan) {
        TestRun run = new TestRun();
        String operatorClass = Group.operatorClass(plan);
        run.setMetadata(new ObjectMetaBuilder()
                .withNamespace(plan.getMetadata().getNamespace())
                .withName(name)
                .addToLabels(Group.MANAGED_BY, Group.FIELD_MANAGER)
                .addToLabels(Group.PLAN, Names.label(plan.getMetadata().getName()))
                .addToLabels(Group.TRIGGER, trigger.wire())
                .addToLabels(operatorClass.isEmpty() ? Map.of() : Map.of(Group.CLASS, operatorClass))
                .addToAnnotations(Group.CAUSE, cause)
                .addNewOwnerReference()
                .withApiVersion(plan.getApiVersion())
                .withKind(plan.getKind())
                .withName(plan.getMetadata().getName())
                .withUid(plan.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .build());
        run.setSpec(
                new RunSpec(new RunSpec.PlanRef(plan.getMetadata().getName()), artefact, environments, steps, null));
        return run;
    }

    /**
     * True if this run tests the same artefact, perhaps in another version, and covers all environments and steps of the other
     * run.
     */
    boolean replaces(RunSpec other) {
        return subject(artefact).equals(subject(other.artefact()))
                && covers(environments, other.environments())
                && covers(steps, other.steps());
    }

    /** True if the other run, which a person may have created, tests this build already. */
    boolean isPartOf(RunSpec other) {
        return artefact.members()
                        .entrySet()
                        .containsAll(other.artefact().members().entrySet())
                && Optional.ofNullable(other.artefact().revision()).equals(Optional.ofNullable(artefact.revision()))
                && covers(other.environments(), environments)
                && covers(other.steps(), steps);
    }

    private static boolean covers(@Nullable List<String> all, @Nullable List<String> some) {
        return all == null || (some != null && all.containsAll(some));
    }

    private static String name(TestPlan plan, String... parts) {
        List<String> all = new ArrayList<>(List.of(plan.getMetadata().getName()));
        all.addAll(List.of(parts));
        return Names.of(all.toArray(String[]::new));
    }

    private static List<String> steps(TestPlan plan, String testPlan) {
        return plan.getSpec().steps().stream()
                .filter(step -> step.testPlan(plan.getMetadata().getName()).equals(testPlan))
                .map(Step::name)
                .toList();
    }

    private static @Nullable List<String> environments(PlanSpec spec, Collection<String> architectures) {
        List<String> fitting = spec.environments().stream()
                .filter(environment -> architectures.contains(environment.architectureOrDefault()))
                .map(Environment::name)
                .toList();
        return fitting.size() == spec.environments().size() ? null : fitting;
    }

    /** The fields that two versions of one artefact have in common. */
    private static String subject(ArtefactSpec a) {
        List<String> parts = new ArrayList<>(List.of(a.family().wire()));
        for (String part : new String[] {
            a.name(),
            a.stage(),
            a.track(),
            a.store(),
            a.branch(),
            a.series(),
            a.repo(),
            a.source(),
            a.os(),
            a.release(),
            a.owner()
        }) {
            parts.add(Objects.requireNonNullElse(part, ""));
        }
        return String.join(" ", parts);
    }

    private static ArtefactSpec artefact(FoundBuild build) {
        return ArtefactSpec.of(build.artefact(), build.revision());
    }
}
