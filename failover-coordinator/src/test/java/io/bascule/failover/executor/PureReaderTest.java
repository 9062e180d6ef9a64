package io.bascule.failover.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PureReaderTest {

    @Test
    void theReaderOfTheStreamKnowsBytesAndNothingElse() {
        var classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.bascule.failover.executor.pgoutput");

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.bascule.failover.executor.pgoutput",
                        "io.bascule.contracts..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio..",
                        "org.jspecify..")
                .check(classes);
    }
}
