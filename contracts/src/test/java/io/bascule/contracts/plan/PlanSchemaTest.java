package io.bascule.contracts.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** The schema by which editors complete a plan says what the reader says. */
class PlanSchemaTest {

    private static final JsonNode TEXT = text();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

    @ParameterizedTest
    @ValueSource(strings = {"orders.yaml", "backup-config.yaml"})
    void whatTheReaderAcceptsTheSchemaAccepts(String plan) {
        assertThat(errors(Plans.text(plan))).isEmpty();
    }

    @Test
    void whatAnEditorCanSeeTheSchemaRefuses() {
        // Known sites, applications and schedules are beyond a schema: three of ten.
        assertThat(errors(Plans.text("ten-mistakes.yaml"))).hasSize(7);
    }

    @Test
    void theReaderKnowsExactlyTheFieldsOfTheSchema() {
        var known = TEXT.at("/properties/applications/items/properties");
        assertThat(Plans.problems("sites: []\napplications: [{nothing: 1}]\n").toString())
                .contains(String.join(", ", known.propertyStream().map(e -> e.getKey()).toList()));
        var job = TEXT.at("/properties/backup_config/properties/databases/items/properties");
        assertThat(Plans.problems("backup_config: {databases: [{nothing: 1}]}\n").toString())
                .contains(String.join(", ", job.propertyStream().map(e -> e.getKey()).toList()));
    }

    private static List<Error> errors(String yaml) {
        var plan = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return SCHEMA.validate(EventJson.mapper().writeValueAsString(plan), InputFormat.JSON);
    }

    private static JsonNode text() {
        try {
            return EventJson.mapper()
                    .readTree(Files.readString(Path.of("src/main/resources/plan.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
