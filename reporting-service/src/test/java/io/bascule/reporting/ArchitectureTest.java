package io.bascule.reporting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(
        packages = "io.bascule.reporting",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Written.class})
class ArchitectureTest {

    @ArchTest
    static final ArchRule measuringKnowsTheJdkAndTheContractsOnly =
            classes()
                    .that()
                    .resideInAPackage("..measure..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.jspecify..",
                            "io.bascule.contracts..",
                            "io.bascule.reporting.measure..")
                    .because("the same facts must always give the same figures");

    @ArchTest
    static final ArchRule measuringKnowsNoClockAndNoChance =
            noClasses()
                    .that()
                    .resideInAPackage("..measure..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Clock.class, Random.class)
                    .because("time enters as data");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.bascule.reporting.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherService =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.backup..",
                            "io.bascule.replication..",
                            "io.bascule.failover..",
                            "io.bascule.notification..");

    /** Not what the build makes of the beans. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }
}
