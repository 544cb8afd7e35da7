package dev.assay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.access.Permit;
import dev.assay.platform.SystemClock;
import dev.assay.web.Problem;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.HttpMethodMapping;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Date;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** The rules of the architecture (docs/ARCHITECTURE.md), in their order. */
class ArchitectureTest {
    private static final int AT_LEAST = 100;

    /** Classes with mutable state that one thread uses once: streams, readers, tallies, and one shape while it is built. */
    private static final List<String> ONE_USE = List.of(
            "database\\.(BinaryCopy|CopyRow|connection\\.LeasedConnection)",
            "operator\\.source\\.(log\\.(LogFile\\$Slice|ReportScan)|CollectionRecorder\\$Chain)",
            "platform\\.Gunzip(\\$Packed)?",
            "report\\.(ExecutionReport\\$Chunk|ResultReport(\\$Chunk)?)",
            "report\\.(ResultLines|IdWindows)",
            "web\\.BrokenFraming\\$FramingHandler",
            "web\\.input\\.Violations?(\\$Echo)?",
            "web\\.request\\.(BodyBytes|ListWalk|LongReading)",
            "web\\.stream\\.(Bytes|Outgoing|ResponseStream)",
            "result\\.Results\\$(Joined|CountedSource)",
            "search\\.Execution(Entries(\\$Pieces)?|List)",
            "seed\\.SeedProgress",
            "web\\.intake\\.(BodyBudget\\$Share|UploadContent|ReadAhead|Spool(\\$FileView)?)",
            "upload\\.(naming\\.TestNames|junit\\.JUnitReader(\\$(Suite|CaseDetail))?)",
            "upload\\.junit\\.(CaseText|Excerpt|GuardedXml|ReportCounter|StatedStatus|Warnings)",
            "upload\\.junit\\.repair\\.(CharWindow|DecodedText|Prolog|RepairedXml)");

    /** Packages without the entry class of a feature. */
    private static final String[] NO_FEATURES = {
        "dev.assay.web..", "dev.assay.service..", "dev.assay.operator..", "dev.assay.database.."
    };

    /** Our classes, without those that Micronaut's processors generate: {@code $X$Definition}, {@code X$Intercepted}. */
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(
                    location -> !location.contains("/test-classes/") && !location.contains("/dev/test/classes/"))
            .withImportOption(location -> !location.matches(
                    java.util.regex.Pattern.compile(".*(/\\$|\\$Intercepted|\\$Introspection|\\$Definition)[^/]*")))
            .importPackages("dev.assay");

    @Test
    void enoughClassesAreJudged() {
        assertThat(OURS.size()).isGreaterThan(AT_LEAST);
    }

    @Test
    void packagesDoNotNeedEachOtherInARing() { // 1: features as wholes, and every package by itself
        slices().matching("dev.assay.(*)..").should().beFreeOfCycles().check(OURS);
        slices().matching("dev.assay.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void onlyTheOperatorKnowsKubernetes() { // 2
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.operator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
                .check(OURS);
    }

    /** Commands may, because they start everything. */
    @Test
    void nobodyNeedsOperatorPagesAndCommands() { // 2
        for (String last : List.of("operator", "dashboard", "cli")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.assay." + last + "..", "dev.assay.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.assay." + last + "..")
                    .check(OURS);
        }
    }

    @Test
    void everyProblemTypeIsUsed() {
        Set<String> used = OURS.stream()
                .filter(type -> !type.isEquivalentTo(Problem.class))
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .map(JavaFieldAccess::getTarget)
                .filter(field -> field.getOwner().isEquivalentTo(Problem.class))
                .map(field -> field.getName())
                .collect(Collectors.toSet());

        assertThat(used)
                .contains(Arrays.stream(Problem.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void lowerPackagesKnowNoFeature() { // 3
        needsOnly("platform");
        needsOnly("database", "platform");
        needsOnly("migration", "database", "platform");
        needsOnly("outbound", "platform");
        needsOnly("collect", "outbound", "platform", "upload.junit");
        needsOnly("web", "database", "platform");
        needsOnly("access", "web", "database", "platform");
    }

    /** One place decides what v1 tolerates and how it reports mistakes; all other input is strict, as in v2. */
    @Test
    void onlyTheFilterOfInputKnowsV1sForgivingInput() { // 11
        noClasses()
                .that(not(resideInAPackage("dev.assay.web.input.forgiving.."))
                        .and(not(describe(
                                "are the filter of input",
                                c -> c.getFullName().equals("dev.assay.web.request.InputFilter")))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.assay.web.input.forgiving..")
                .check(OURS);
    }

    /** Records and enumerations describe them; nothing of them is read from a request. */
    @Test
    void onlyEndpointsReadInput() { // 11
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.assay.operator..", "dev.assay.tracker..", "dev.assay.cli..", "dev.assay.collect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.assay.web.input..", "dev.assay.web.request..")
                .check(OURS);
    }

    private static void needsOnly(String name, String... below) {
        String own = "dev.assay." + name + "..";
        String[] known = Stream.concat(Stream.of(name), Stream.of(below))
                .map(other -> "dev.assay." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.assay..").and(not(resideInAnyPackage(known))))
                .check(OURS);
    }

    /** Limits, proxies and the check of addresses are in one place; the Kubernetes client has its own. */
    @Test
    void onlyTheOutboundPackageSendsHttp() { // 3
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.outbound")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "org.apache.hc..", "io.micronaut.http.client..")
                .check(OURS);
    }

    /**
     * Features know callers and permissions from {@code access}; they do not know how callers are identified. Commands and the
     * operator, which asks which Pods may report, are not features.
     */
    @Test
    void onlyCommandsAndTheOperatorKnowIdentity() { // 3
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.assay.identity..", "dev.assay.cli..", "dev.assay.operator.run.job")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.assay.identity..")
                .check(OURS);
    }

    @Test
    void controllersAndRepositoriesStayInTheirPackage() { // 4
        classes()
                .that()
                .areAnnotatedWith(Controller.class)
                .or()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .bePackagePrivate()
                .check(OURS);
        classes()
                .that()
                .areAnnotatedWith(JdbcRepository.class)
                .should()
                .haveSimpleNameEndingWith("Repository")
                .check(OURS);
    }

    @Test
    void onlyRepositoriesAndDatabasePackagesUseJdbc() { // 5
        noClasses()
                .that(not(resideInAnyPackage("dev.assay.database..", "dev.assay.migration.."))
                        .and(describe(
                                "are not repositories", c -> !c.getSimpleName().endsWith("Repository"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(OURS);
    }

    /** Parameters have names, and rows are records (ADR 38). */
    @Test
    void statementsAreNotMadeByHand() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.assay.database..")
                .should()
                .callMethodWhere(
                        describe("prepares a statement", call -> call.getName().startsWith("prepareStatement")))
                .check(OURS);
    }

    /** They call the entry classes, which hold the transaction and the rules. */
    @Test
    void controllersAndCommandsKnowNoRepository() { // 11
        noClasses()
                .that()
                .areAnnotatedWith(Controller.class)
                .or()
                .areAnnotatedWith(Command.class)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.assay..")
                        .and(describe("are repositories", c -> c.getSimpleName().endsWith("Repository"))))
                .check(OURS);
    }

    /** Tests provide the time. Durations are measured with {@link System#nanoTime}. */
    @Test
    void onlySystemClockAsksForTheTime() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SystemClock.class.getName())
                .should()
                .accessTargetWhere(
                        describe("asks the system for the time", access -> asksForTheTime(access.getTarget())))
                .check(OURS);
    }

    private static boolean asksForTheTime(AccessTarget target) {
        String owner = target.getOwner().getName();
        List<String> parameters = target instanceof CodeUnitAccessTarget unit
                ? unit.getRawParameterTypes().stream().map(JavaClass::getName).toList()
                : List.of();
        return switch (target.getName()) {
            case "now" -> owner.startsWith("java.time.") && !parameters.contains(Clock.class.getName());
            case "<init>" -> owner.equals(Date.class.getName()) && parameters.isEmpty();
            case "currentTimeMillis" -> owner.equals(System.class.getName());
            case String name -> owner.equals(Clock.class.getName()) && name.matches("system.*|tick.+");
        };
    }

    /** Records of the domain have instants as times and no annotations for JSON. Their enumerations are used by v1 and v2. */
    @Test
    void whatDoorsReturnIsOfTheDomain() { // 11
        methods()
                .that(describe(
                        "belong to doors",
                        method -> method.getOwner().isAnnotatedWith(Singleton.class)
                                && method.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                                && !resideInAnyPackage(NO_FEATURES).test(method.getOwner())
                                && !method.getModifiers().contains(JavaModifier.PRIVATE)))
                .should(ArchCondition.from(describe(
                        "return records of the domain",
                        method -> within(method.getReturnType()).noneMatch(ArchitectureTest::isOfTheWire))))
                .check(OURS);
    }

    private static boolean isOfTheWire(JavaClass type) {
        return type.isEquivalentTo(LocalDateTime.class)
                || (type.isAnnotatedWith(Serdeable.class) && !type.isEnum())
                || type.isAnnotatedWith(Schema.class) && !type.isEnum();
    }

    /** All types in a type: the arguments of generic ones, the components of ours, and the variants of sealed ones. */
    private static Stream<JavaClass> within(JavaType type) {
        Set<JavaClass> seen = new LinkedHashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>(type.getAllInvolvedRawTypes());
        while (!open.isEmpty()) {
            JavaClass next = open.remove();
            if (seen.add(next) && next.getPackageName().startsWith("dev.assay")) {
                next.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .forEach(field -> open.addAll(field.getType().getAllInvolvedRawTypes()));
                open.addAll(next.isInterface() ? next.getAllSubclasses() : Set.of());
            }
        }
        return seen.stream();
    }

    /** Entry classes, repositories, commands and the operator use the records of the domain. */
    @Test
    void onlyControllersAndWhatTheyShowKnowV1AndV2() { // 11
        noClasses()
                .that(describe("are neither controllers nor what these show", c -> !isShown(c)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.assay..v1..", "dev.assay..v2..")
                .check(OURS);
    }

    private static boolean isShown(JavaClass type) {
        return resideInAnyPackage("dev.assay..v1..", "dev.assay..v2..").test(type)
                || type.isAnnotatedWith(Controller.class)
                || type.isAnnotatedWith(Serdeable.class)
                || type.getEnclosingClass().filter(ArchitectureTest::isShown).isPresent();
    }

    @Test
    void whatIsInjectedNeverChanges() { // 6
        fields().that(describe("are of no class that is used up", ArchitectureTest::mustBeFinal))
                .should()
                .beFinal()
                .check(OURS);
        noFields().should().beAnnotatedWith(Inject.class).check(OURS);
        noMethods().should().beAnnotatedWith(Inject.class).check(OURS);
    }

    @Test
    void namesSayWhatAThingIs() { // 7
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto)")
                .check(OURS);
    }

    @Test
    void noInterfaceForOneImplementation() { // 7
        classes()
                .that(describe("are interfaces that others could implement", ArchitectureTest::isOpenInterface))
                .should(be(describe(
                        "implemented more than once",
                        type -> type.getAllSubclasses().stream()
                                        .filter(c -> !c.isInterface())
                                        .count()
                                != 1)))
                .check(OURS);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException { // 8
        Path sources = Path.of("src/main/java");
        for (String name : OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet())) {
            Path info = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info)).matches("(?s)/\\*\\* ?\\s.*\\w\\W.*\\. *\\s*\\*/\\s@NullMarked\\s.*");
        }
    }

    @Test
    void nothingPretendsToBeADependency() { // 9: what is not on the class path cannot be used
        for (String library : List.of("org.mockito.Mockito", "io.mockk.MockK", "org.easymock.EasyMock")) {
            assertThat(getClass().getClassLoader().getResource(library.replace('.', '/') + ".class"))
                    .isNull();
        }
    }

    @Test
    void everyOperationSaysWhoMayCallIt() { // 10
        methods()
                .that(describe(
                        "are operations",
                        method -> method.isMetaAnnotatedWith(HttpMethodMapping.class)
                                || method.isAnnotatedWith(HttpMethodMapping.class)))
                .should()
                .beAnnotatedWith(Permit.class)
                .orShould()
                .beAnnotatedWith(Open.class)
                .check(OURS);
    }

    @Test
    void anOperationThatDecidesByItselfKnowsItsCaller() { // 10
        methods()
                .that(describe(
                        "decide within",
                        method -> method.isAnnotatedWith(Permit.class)
                                && method.getAnnotationOfType(Permit.class).decided() != Permit.Decided.BEFORE))
                .should(haveParameter(Caller.class))
                .check(OURS);
    }

    private static ArchCondition<JavaMethod> haveParameter(Class<?> type) {
        return ArchCondition.from(describe(
                "have a parameter of " + type.getSimpleName(),
                method -> method.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(type))));
    }

    /** Exempt from final fields: options that picocli sets, and classes that are not beans and are used once. */
    private static boolean mustBeFinal(JavaField field) {
        JavaClass owner = field.getOwner();
        return field.getAnnotations().stream()
                        .noneMatch(a -> a.getRawType().getPackageName().startsWith("picocli"))
                && ONE_USE.stream().noneMatch(name -> owner.getFullName().matches("dev\\.assay\\." + name));
    }

    /** Sealed interfaces list their implementations; a nested interface, or one with one method, is a lambda's type. */
    private static boolean isOpenInterface(JavaClass type) {
        boolean sealed = type.reflect().isSealed();
        boolean functional = type.getMethods().stream()
                        .filter(m -> m.getModifiers().contains(JavaModifier.ABSTRACT))
                        .count()
                == 1;
        return type.isInterface() && !type.isAnnotation() && !sealed && !functional;
    }
}
