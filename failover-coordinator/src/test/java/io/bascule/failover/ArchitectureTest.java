package io.bascule.failover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.bascule.failover",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Written.class})
final class ArchitectureTest {

    @ArchTest
    static final ArchRule theDecisionsKnowNothingButJdkAndContracts =
            classes()
                    .that()
                    .resideInAPackage("..recovery..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "org.jspecify..",
                            "io.bascule.contracts..",
                            "io.bascule.failover.recovery..")
                    .because("a decision that knows a framework cannot be told again without it");

    @ArchTest
    static final ArchRule theDecisionsReadNoClock =
            noClasses()
                    .that()
                    .resideInAPackage("..recovery..")
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.Random.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.time.Clock.class)
                    .because("time and chance enter with the signal");

    @ArchTest
    static final ArchRule theRolesDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAPackage("..brain..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..executor..")
                    .because("brain and executor meet in events only");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.bascule.failover.(*)..").should().beFreeOfCycles();

    /** Not what the build makes of the beans. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }
}
