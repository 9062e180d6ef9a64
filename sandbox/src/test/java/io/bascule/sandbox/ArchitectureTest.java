package io.bascule.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.bascule.sandbox",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule services_are_processes_here =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.backup..",
                            "io.bascule.replication..",
                            "io.bascule.failover..",
                            "io.bascule.notification..",
                            "io.bascule.reporting..",
                            "org.springframework..")
                    .because("the sandbox starts the services and talks to them as anybody does");

    @ArchTest
    static final ArchRule the_client_is_outside_the_product =
            noClasses()
                    .that()
                    .resideInAPackage("..sandbox.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.bascule.contracts..",
                            "io.bascule.backbone..",
                            "io.bascule.postgres..")
                    .because("its ledger is what the platform's figures are held against");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("io.bascule.sandbox.(*)..").should().beFreeOfCycles();
}
