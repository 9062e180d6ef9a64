package io.bascule.replication;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.frontdoor.OutageTracker;
import io.bascule.replication.health.HealthJudge;
import io.bascule.replication.lag.LagReporter;
import io.bascule.replication.lag.LagRing;
import io.bascule.replication.lag.Measurement;
import io.bascule.replication.lag.StreamJudge;
import io.bascule.replication.moment.Moment;
import io.bascule.replication.topology.Topology;
import io.bascule.replication.topology.TopologyFold;

@AnalyzeClasses(
        packages = "io.bascule.replication",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Written.class})
class ArchitectureTest {

    private static final Class<?>[] PURE = {
        LagRing.class,
        LagReporter.class,
        Measurement.class,
        StreamJudge.class,
        HealthJudge.class,
        OutageTracker.class,
        TopologyFold.class,
        Topology.class,
        Moment.class,
        SiteReading.class
    };

    @ArchTest
    static final ArchRule whatJudgesKnowsNeitherClockNorWires =
            classes()
                    .that()
                    .belongToAnyOf(PURE)
                    .should()
                    .onlyDependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are the JDK's values, contracts or pure",
                                    c ->
                                            c.isPrimitive()
                                                    || c.isArray()
                                                    || c.getPackageName().startsWith("java.lang")
                                                    || c.getPackageName().startsWith("java.util")
                                                    || c.getPackageName().equals("java.time")
                                                    || c.getPackageName().startsWith("org.jspecify")
                                                    || c.getPackageName()
                                                            .startsWith("io.bascule.contracts")
                                                    || isPure(c)));

    @ArchTest
    static final ArchRule noPureClassAsksForTheTime =
            noClasses()
                    .that()
                    .belongToAnyOf(PURE)
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.bascule.replication.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherService =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.postgres..",
                            "io.bascule.backup..",
                            "io.bascule.failover..",
                            "io.bascule.notification..",
                            "io.bascule.reporting..",
                            "io.bascule.sandbox..",
                            "io.bascule.cli..");

    private static boolean isPure(com.tngtech.archunit.core.domain.JavaClass c) {
        for (Class<?> pure : PURE) {
            if (c.getName().equals(pure.getName())
                    || c.getName().startsWith(pure.getName() + "$")) {
                return true;
            }
        }
        return false;
    }

    /** Not what the build makes of the beans. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__") && !location.contains("$$");
        }
    }
}
