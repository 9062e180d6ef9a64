package io.bascule.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operators' pages say of configuration is what each service's application.yml says.
 * {@code -Dbascule.regenerate=true} writes the tables anew.
 */
class ConfigurationTablesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGES = ROOT.resolve("docs/operators");

    private static final List<String> SERVICES =
            List.of(
                    "reporting-service",
                    "failover-coordinator",
                    "backup-service",
                    "replication-monitor",
                    "notification-service");

    private static final List<String> SHARED =
            List.of(
                    "server.port",
                    "server.address",
                    "spring.kafka.bootstrap-servers",
                    "spring.datasource.url");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reporting-service",
                "failover-coordinator",
                "backup-service",
                "replication-monitor",
                "notification-service"
            })
    void everyKeyOfAServiceIsExplainedOnItsPage(String service) throws IOException {
        var keys = keysOf(service).filter(ConfigurationTablesTest::isForOperators).toList();

        assertThat(keys.stream().filter(key -> key.comment().isEmpty()))
                .as("keys of %s without a comment above them in application.yml", service)
                .extracting(ConfigurationKey::name)
                .isEmpty();
        check(
                service + ".md",
                "configuration",
                "| key | default | |\n|---|---|---|\n"
                        + keys.stream()
                                .map(ConfigurationKey::row)
                                .collect(Collectors.joining("\n")));
    }

    @Test
    void theServicesListenOnPortsOfTheirOwnAndOnLoopbackAlone() throws IOException {
        var ports = new HashMap<String, String>();
        var table = new StringBuilder("| service | port |\n|---|---|");
        for (String service : SERVICES) {
            var values = valuesOf(service);
            assertThat(values).as(service).containsEntry("server.address", "127.0.0.1");
            String port = values.getOrDefault("server.port", "none");
            assertThat(ports.put(port, service)).as("who else has port %s", port).isNull();
            table.append("\n| [%s](%s.md) | %s |".formatted(service, service, port));
        }
        check("README.md", "ports", table.toString());
    }

    private static boolean isForOperators(ConfigurationKey key) {
        return key.name().startsWith("bascule.") || SHARED.contains(key.name());
    }

    private static Map<String, String> valuesOf(String service) throws IOException {
        return keysOf(service)
                .collect(Collectors.toMap(ConfigurationKey::name, ConfigurationKey::value));
    }

    private static Stream<ConfigurationKey> keysOf(String service) throws IOException {
        var file = ROOT.resolve(service).resolve("src/main/resources/application.yml");
        return ConfigurationKey.in(Files.readAllLines(file)).stream();
    }

    /** What stands between the two markers of a page is the table. */
    private static void check(String page, String marker, String table) throws IOException {
        var file = PAGES.resolve(page);
        String text = Files.readString(file);
        String opening = "<!-- " + marker + " -->\n";
        int from = text.indexOf(opening) + opening.length();
        int to = text.indexOf("<!-- /" + marker + " -->");
        assertThat(text.contains(opening) && to >= from)
                .as("%s has the markers of its table '%s'", file, marker)
                .isTrue();
        String expected = text.substring(0, from) + table + "\n" + text.substring(to);
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.writeString(file, expected);
            text = expected;
        }
        assertThat(text)
                .as("%s (-Dbascule.regenerate=true writes its table anew)", file)
                .isEqualTo(expected);
    }
}
