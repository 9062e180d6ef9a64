package io.bascule.notification;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "io.bascule.notification",
        importOptions = {DoNotIncludeTests.class, NotificationArchitectureTest.Written.class})
class NotificationArchitectureTest {

    @ArchTest
    static final ArchRule theRulesOfWhatIsSaidArePure =
            classes()
                    .that()
                    .resideInAPackage("io.bascule.notification.message")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.notification.message",
                            "io.bascule.contracts..",
                            "java.lang..",
                            "java.util..",
                            "java.time",
                            "org.jspecify..")
                    .because("they are read and tested without anything running");

    @ArchTest
    static final ArchRule timeComesFromAClock =
            noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("io.bascule.notification.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherServiceIsKnown =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.backup..",
                            "io.bascule.replication..",
                            "io.bascule.failover..",
                            "io.bascule.reporting..",
                            "io.bascule.postgres..");

    /** Not what the build makes of the beans. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }
}
