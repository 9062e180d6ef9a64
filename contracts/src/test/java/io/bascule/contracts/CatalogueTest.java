package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void theCatalogueSaysWhatTheRecordsSay() throws IOException {
        Generated.check(Generated.CATALOGUE, Catalogue.markdown());
    }

    @Test
    void everyTopicHasAnEvent() {
        for (Topic topic : Topic.values()) {
            assertThat(EventTypes.all())
                    .as(topic.topicName())
                    .anyMatch(type -> Catalogue.topicsOf(type).contains(topic));
        }
    }
}
