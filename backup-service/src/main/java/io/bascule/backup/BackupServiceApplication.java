package io.bascule.backup;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backup.desk.Archives;
import io.bascule.backup.desk.BackupRun;
import io.bascule.backup.desk.Catalogue;
import io.bascule.backup.desk.DeskConfiguration;
import io.bascule.backup.desk.Engines;
import io.bascule.backup.desk.RestoreRun;
import io.bascule.backup.desk.Sources;
import io.bascule.backup.desk.Vault;
import io.bascule.backup.desk.WalMetrics;
import io.bascule.backup.dump.PgBaseBackup;
import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.PgRestore;
import io.bascule.backup.dump.Pipeline;
import io.bascule.backup.files.FilesEngine;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.KeyRing;
import io.bascule.backup.seal.WrappingKey;
import io.bascule.backup.seal.WrappingKeys;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.postgres.PostgresTools;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    WrappingKeys wrappingKeys(BackupSettings settings) {
        return new WrappingKeys(settings.kms());
    }

    @Bean
    Vault vault(BackupSettings settings, Stores stores, WrappingKeys keys) {
        return new Vault(stores, job -> keys(settings, keys, job));
    }

    @Bean
    Sources sources(BackupSettings settings) {
        return settings.sourcesOfJobs();
    }

    @Bean
    Archives archives(BackupSettings settings, Vault vault, Clock clock) {
        return new Archives(vault, pipeline(settings), clock);
    }

    private static Pipeline pipeline(BackupSettings settings) {
        return new Pipeline(settings.zstd().level(), settings.zstd().workers());
    }

    @Bean
    BackupRun backupRun(
            BackupSettings settings,
            PostgresTools tools,
            Stores stores,
            Vault vault,
            Catalogue catalogue,
            Verifier verifier,
            Archives archives,
            Sources sources,
            EventPublisher events,
            Clock clock,
            FaultPoints faults) {
        var pipeline = pipeline(settings);
        var engines =
                new Engines(
                        sources,
                        stores,
                        new PgDump(
                                tools,
                                pipeline,
                                clock,
                                settings.deadline(),
                                _ -> {},
                                () -> faults.reach("backup-read")),
                        new PgBaseBackup(tools, pipeline, clock, settings.deadline()),
                        new FilesEngine(pipeline, clock));
        return new BackupRun(vault, engines, catalogue, verifier, archives, events, clock, faults);
    }

    @Bean
    RestoreRun restoreRun(
            BackupSettings settings,
            PostgresTools tools,
            Vault vault,
            Archives archives,
            WalMetrics walMetrics,
            EventPublisher events) {
        return new RestoreRun(
                vault,
                archives,
                walMetrics,
                new PgRestore(tools, settings.deadline()),
                settings.restoreTargets(),
                events);
    }

    private static KeyRing keys(BackupSettings settings, WrappingKeys keys, BackupJob job) {
        var service = settings.keys();
        var own = job.keys();
        var previous = new ArrayList<WrappingKey>();
        for (var name : service.previous() == null ? List.<String>of() : service.previous()) {
            previous.add(keys.of(name, "bascule.backup.keys.previous"));
        }
        var recovery = service.recovery() == null ? null : service.recovery().reference();
        if (own != null) {
            // What was wrapped before the job had keys of its own still opens.
            for (var name : Arrays.asList(service.wrapping(), recovery)) {
                if (name != null) {
                    previous.add(keys.of(name, "bascule.backup.keys"));
                }
            }
            return new KeyRing(
                    keys.of(own.wrapping().reference(), "keys.wrapping of job " + job.name()),
                    keys.of(own.recovery().reference(), "keys.recovery of job " + job.name()),
                    previous);
        }
        return new KeyRing(
                keys.of(service.wrapping(), "bascule.backup.keys.wrapping"),
                keys.of(recovery, "bascule.backup.keys.recovery"),
                previous);
    }
}
