package io.bascule.backbone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.bascule.backbone",
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule carriesEveryEventAlike =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("io\\.bascule\\.contracts\\.event\\.\\w+Event\\$.*")
                    .because("the carrier must not know one event from another");

    @ArchTest
    static final ArchRule knowsNoService =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.backup..",
                            "io.bascule.replication..",
                            "io.bascule.failover..",
                            "io.bascule.notification..",
                            "io.bascule.reporting..")
                    .because("arrows go from services to the backbone");
}
