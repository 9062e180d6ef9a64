package io.bascule.backup;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** The shape of this house. */
@AnalyzeClasses(
        packages = "io.bascule.backup",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.Written.class})
class HouseTest {

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.bascule.backup.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule rulesArePure =
            noClasses()
                    .that()
                    .resideInAPackage("..policy..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.springframework..")
                                    .and(
                                            not(
                                                    resideInAPackage(
                                                            "org.springframework.scheduling.support"))))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "java.io..",
                            "java.nio.file..",
                            "java.sql..",
                            "software.amazon..")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("a rule that reads a clock or a disk cannot be replayed");

    @ArchTest
    static final ArchRule onlyTheDeskKnowsKafka =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..desk..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    /** Not what the build makes of the beans. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }
}
