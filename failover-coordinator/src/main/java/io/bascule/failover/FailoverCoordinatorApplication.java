package io.bascule.failover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Starts the coordinator in the roles that {@link Roles#PROPERTY} names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class FailoverCoordinatorApplication {

    /** Runs until it is told to stop. */
    public static void main(String[] arguments) {
        SpringApplication.run(FailoverCoordinatorApplication.class, arguments);
    }

    /** Removes what is not of this process before anything is made. */
    @Bean
    static RoleGate roleGate() {
        return new RoleGate();
    }

    /** Everything in the package {@code brain}, and nothing of it without the role. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan("io.bascule.failover.brain")
    @ConfigurationPropertiesScan("io.bascule.failover.brain")
    static class BrainRole {}

    /** Everything in the package {@code executor}, and nothing of it without the role. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan("io.bascule.failover.executor")
    @ConfigurationPropertiesScan("io.bascule.failover.executor")
    static class ExecutorRole {}
}
