package io.bascule.replication;

import io.bascule.replication.watch.MonitorSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts the replication monitor. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(MonitorSettings.class)
public class ReplicationMonitorApplication {

    /** Starts the service; settings as in application.yml. */
    public static void main(String[] arguments) {
        SpringApplication.run(ReplicationMonitorApplication.class, arguments);
    }
}
