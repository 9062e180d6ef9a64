package io.bascule.contracts;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.bascule.contracts.event.Event;
import java.time.Instant;

/**
 * Three packages, one vocabulary. {@code plan} and {@code event} use the words of the root ({@link
 * About}, {@link Lsn}, {@link Position}); the root in turn lists the events ({@link Topic}, {@link
 * EventTypes}, {@link EventEnvelope}). That mutual use is deliberate, and fenced here: the words
 * know nothing else, and no class reaches round in a circle.
 */
@AnalyzeClasses(packages = "io.bascule.contracts", importOptions = DoNotIncludeTests.class)
class ContractsArchitectureTest {

    @ArchTest
    static final ArchRule needsTheJdkJsonAndYamlOnly =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.contracts..",
                            "java..",
                            "com.fasterxml.jackson.annotation..",
                            "tools.jackson..",
                            "org.snakeyaml.engine..",
                            "org.jspecify.annotations..")
                    .because("every service and every client depends on the contracts");

    @ArchTest
    static final ArchRule theWordsOfTheRootKnowNothingElse =
            classes()
                    .that()
                    .belongToAnyOf(About.class, Lsn.class, Position.class)
                    .should()
                    .onlyDependOnClassesThat(
                            are(
                                    resideInAPackage("java..")
                                            .or(resideInAPackage("com.fasterxml.jackson.."))
                                            .or(resideInAPackage("org.jspecify.."))
                                            .or(
                                                    JavaClass.Predicates.belongToAnyOf(
                                                            About.class,
                                                            Lsn.class,
                                                            Position.class))));

    @ArchTest
    static final ArchRule eventsUseOnlyTheWordsOfTheRoot =
            noClasses()
                    .that()
                    .resideInAPackage("io.bascule.contracts.event")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            EventEnvelope.class,
                            EventJson.class,
                            EventTypes.class,
                            RequiredFields.class,
                            Topic.class);

    @ArchTest
    static final ArchRule thePlanKnowsNoEvent =
            noClasses()
                    .that()
                    .resideInAPackage("io.bascule.contracts.plan")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Event.class)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("io.bascule.contracts.event");

    @ArchTest
    static final ArchRule nothingReadsTheClock =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .because("time enters as data");
}
