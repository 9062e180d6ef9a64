package io.bascule.reporting;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Facts in; measured RTO and RPO, reports and the standing answer out. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ReportingServiceApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(ReportingServiceApplication.class, args);
    }
}
