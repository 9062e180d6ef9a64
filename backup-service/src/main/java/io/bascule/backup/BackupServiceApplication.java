package io.bascule.backup;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.Secrets;
import io.bascule.backup.desk.BackupRun;
import io.bascule.backup.desk.DeskConfiguration;
import io.bascule.backup.desk.RestoreRun;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.WrappingKey;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.plan.SecretRef;
import io.bascule.postgres.PostgresTools;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Takes backups, proves them by restoring, restores and expires them. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(BackupSettings.class)
@Import(DeskConfiguration.class)
public class BackupServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(BackupServiceApplication.class, args);
    }

    @Bean
    PostgresTools postgresTools(BackupSettings settings) {
        var binDir = settings.postgres().binDir();
        return binDir == null
                ? PostgresTools.locate()
                : PostgresTools.in(binDir, settings.postgres().runAs());
    }

    @Bean
    Stores stores(BackupSettings settings) {
        return new Stores(settings.s3());
    }

    @Bean
    Verifier verifier(BackupSettings settings, PostgresTools tools) {
        return new Verifier(tools, settings.workDir(), settings.deadline());
    }

    @Bean
    BackupRun backupRun(
            BackupSettings settings,
            PostgresTools tools,
            Stores stores,
            Verifier verifier,
            EventPublisher events,
            Clock clock,
            FaultPoints faults) {
        var pipeline = new Pipeline(settings.zstd().level(), settings.zstd().workers());
        return new BackupRun(
                stores,
                new PgDump(
                        tools,
                        pipeline,
                        clock,
                        settings.deadline(),
                        _ -> {},
                        () -> faults.reach("backup-read")),
                verifier,
                () -> keys(settings),
                events,
                clock,
                faults);
    }

    @Bean
    RestoreRun restoreRun(
            BackupSettings settings, PostgresTools tools, Stores stores, EventPublisher events) {
        return new RestoreRun(
                stores,
                new PgRestore(tools, settings.deadline()),
                () -> keys(settings),
                settings.restoreTargets(),
                events);
    }

    private static KeyRing keys(BackupSettings settings) {
        return new KeyRing(
                key(settings.keys().wrapping(), "bascule.backup.keys.wrapping"),
                key(settings.keys().recovery(), "bascule.backup.keys.recovery"));
    }

    private static WrappingKey key(@Nullable SecretRef secret, String property) {
        if (secret == null) {
            throw new IllegalStateException(
                    "Expected "
                            + property
                            + " for an encrypted backup, but it is not set; name a secret such as env:NAME");
        }
        return WrappingKey.parse(Secrets.resolve(secret), property);
    }
}
