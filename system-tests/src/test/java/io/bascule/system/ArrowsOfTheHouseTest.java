package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The arrows between modules, as they stand in the build files: service → backbone → contracts, and
 * {@code postgres} and, for tests alone, {@code chromium} as libraries beside them. A module that
 * is not on another's list cannot be compiled against, so two services can only ever meet in
 * events.
 */
class ArrowsOfTheHouseTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Map<String, Set<String>> ALLOWED =
            Map.ofEntries(
                    Map.entry("contracts", Set.of()),
                    Map.entry("postgres", Set.of()),
                    Map.entry("chromium", Set.of()),
                    Map.entry("backbone", Set.of("contracts")),
                    Map.entry("backup-service", Set.of("backbone", "contracts", "postgres")),
                    Map.entry("replication-monitor", Set.of("backbone", "contracts", "postgres")),
                    Map.entry("failover-coordinator", Set.of("backbone", "contracts", "postgres")),
                    Map.entry("notification-service", Set.of("backbone", "contracts")),
                    Map.entry("reporting-service", Set.of("backbone", "contracts", "chromium")),
                    Map.entry("sandbox", Set.of("backbone", "contracts", "postgres")),
                    Map.entry("cli", Set.of("sandbox", "backbone", "contracts")),
                    Map.entry(
                            "system-tests",
                            Set.of("sandbox", "backbone", "contracts", "postgres", "chromium")));

    static Stream<String> modules() throws Exception {
        var modules = new TreeSet<String>();
        try (var folders = Files.list(ROOT)) {
            folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .forEach(folder -> modules.add(folder.getFileName().toString()));
        }
        return modules.stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleDependsOnlyOnWhatItMay(String module) throws Exception {
        assertThat(ALLOWED).as("a module that the house knows").containsKey(module);
        assertThat(ownDependencies(ROOT.resolve(module).resolve("pom.xml").toFile()))
                .as("what %s depends on", module)
                .isSubsetOf(ALLOWED.getOrDefault(module, Set.of()));
    }

    private static Set<String> ownDependencies(File pom) throws Exception {
        var document = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom);
        var dependencies = document.getElementsByTagName("dependency");
        var own = new TreeSet<String>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            var dependency = (Element) dependencies.item(i);
            if (text(dependency, "groupId").equals("io.bascule")) {
                own.add(text(dependency, "artifactId"));
            }
        }
        return own;
    }

    private static String text(Element parent, String name) {
        Node child = parent.getElementsByTagName(name).item(0);
        return child == null ? "" : child.getTextContent().trim();
    }
}
