package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.FaultPoints;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of role {@code brain}. */
@Configuration(proxyBeanMethods = false)
class BrainConfiguration {

    @Bean(initMethod = "start", destroyMethod = "stop")
    BrainStreams brainStreams(
            EventCodec codec,
            BrainProperties properties,
            MeterRegistry registry,
            FaultPoints faults,
            @Value("${spring.kafka.bootstrap-servers}") String bootstrapServers,
            @Value("${bascule.service}") String service,
            @Value("${bascule.place}") String place) {
        var boundaries = new Boundaries(faults);
        var topology =
                BrainTopology.build(
                        codec,
                        "/" + service + "/" + place,
                        properties,
                        new BrainMetrics(registry),
                        boundaries);
        return new BrainStreams(
                topology,
                StreamsSettings.of(properties, bootstrapServers, place),
                properties,
                boundaries.clients());
    }

    @Bean
    BrainHealth brain(BrainStreams streams) {
        return new BrainHealth(streams);
    }

    @Bean
    StateController stateController(BrainStreams streams) {
        return new StateController(streams);
    }
}
