package dev.assay.operator.plan;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A problem that prevents a plan from being run, and how to fix it.
 *
 * @param reason the reason of the condition {@code Ready}
 */
public record PlanProblem(String reason, String message) {
    public static final String INVALID_SCHEDULE = "InvalidSchedule";
    public static final String INVALID_DEPENDENCIES = "InvalidDependencies";
    public static final String INVALID_TEMPLATE = "InvalidTemplate";
    public static final String INVALID_TIMEOUT = "InvalidTimeout";
    public static final String TOO_LARGE = "TooLarge";

    private static final int MOST_PODS = 1000;

    /** All problems that can be found from the plan alone, the most important one first. */
    public static List<PlanProblem> of(PlanSpec spec, Instant now) {
        List<PlanProblem> problems = new ArrayList<>();
        size(spec, problems);
        dependencies(spec, problems);
        schedule(spec, now, problems);
        for (Step step : spec.steps()) {
            String problem = PodTemplate.problem(step.template());
            if (problem != null) {
                problems.add(new PlanProblem(
                        INVALID_TEMPLATE, "The template of step %s %s.".formatted(step.name(), problem)));
            }
            timeout(step, problems);
        }
        return List.copyOf(problems);
    }

    private static void size(PlanSpec spec, List<PlanProblem> problems) {
        int shards = spec.steps().stream().mapToInt(Step::shardsOrDefault).sum();
        int pods = shards * spec.environments().size();
        if (pods > MOST_PODS) {
            problems.add(new PlanProblem(
                    TOO_LARGE,
                    "%d environments times %d shards of all steps are %d Jobs in a run; at most %d are allowed: split it into several plans."
                            .formatted(spec.environments().size(), shards, pods, MOST_PODS)));
        }
    }

    private static void schedule(PlanSpec spec, Instant now, List<PlanProblem> problems) {
        if (spec.schedule() == null) {
            return;
        }
        try {
            if (CronTimes.of(spec.schedule()).after(now).isEmpty()) {
                problems.add(new PlanProblem(
                        INVALID_SCHEDULE,
                        "schedule.cron \"%s\" is never due: there is no such date."
                                .formatted(spec.schedule().cron())));
            }
        } catch (IllegalArgumentException e) {
            problems.add(new PlanProblem(INVALID_SCHEDULE, e.getMessage() + "."));
        }
    }

    private static void timeout(Step step, List<PlanProblem> problems) {
        try {
            if (step.timeoutOrDefault().isPositive()) {
                return;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Reported below
        }
        problems.add(new PlanProblem(
                INVALID_TIMEOUT,
                "timeout %s of step %s is not a positive duration: write it like 45m or 1h30m."
                        .formatted(step.timeout(), step.name())));
    }

    private static void dependencies(PlanSpec spec, List<PlanProblem> problems) {
        Map<String, Step> steps = new LinkedHashMap<>();
        spec.steps().forEach(step -> steps.put(step.name(), step));
        for (Step step : spec.steps()) {
            for (String other : step.dependencies()) {
                if (!steps.containsKey(other)) {
                    problems.add(new PlanProblem(
                            INVALID_DEPENDENCIES,
                            "Step %s depends on %s, which is not a step of this plan; its steps are: %s."
                                    .formatted(step.name(), other, names(spec))));
                }
            }
        }
        Set<String> ended = new LinkedHashSet<>();
        for (Step step : spec.steps()) {
            String ring = ring(step, steps, new LinkedHashSet<>(), ended);
            if (ring != null) {
                problems.add(new PlanProblem(
                        INVALID_DEPENDENCIES,
                        "Steps wait for each other: %s. Remove one of these dependencies, or lower a stage."
                                .formatted(ring)));
                return;
            }
        }
    }

    /** The names of steps that wait for each other, as "a → b → a"; null if no such cycle can be reached from this step. */
    private static @Nullable String ring(Step step, Map<String, Step> steps, Set<String> waiting, Set<String> ended) {
        if (ended.contains(step.name())) {
            return null;
        }
        if (!waiting.add(step.name())) {
            List<String> path = new ArrayList<>(waiting);
            path.add(step.name());
            return String.join(" → ", path.subList(path.indexOf(step.name()), path.size()));
        }
        for (Step other : steps.values()) {
            String ring = waitsFor(step, other) ? ring(other, steps, waiting, ended) : null;
            if (ring != null) {
                return ring;
            }
        }
        waiting.remove(step.name());
        ended.add(step.name());
        return null;
    }

    private static boolean waitsFor(Step step, Step other) {
        return step.dependencies().contains(other.name()) || other.stageOrDefault() < step.stageOrDefault();
    }

    private static String names(PlanSpec spec) {
        return spec.steps().stream().map(Step::name).collect(Collectors.joining(", "));
    }
}
