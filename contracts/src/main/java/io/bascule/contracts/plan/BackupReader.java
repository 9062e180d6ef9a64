package io.bascule.contracts.plan;

import io.bascule.contracts.plan.BackupJob.Archive;
import io.bascule.contracts.plan.BackupJob.Files;
import io.bascule.contracts.plan.BackupJob.Keys;
import io.bascule.contracts.plan.BackupJob.Kind;
import io.bascule.contracts.plan.BackupJob.LockMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The jobs of {@code backup_config}. */
final class BackupReader {

    private static final List<String> ENCRYPTIONS = List.of("AES-256", "none");
    private static final List<String> DATABASE_ENGINES = List.of("pg_dump", "pg_basebackup");
    private static final List<String> FILE_ENGINES = List.of("files");
    private static final List<String> LEVELS =
            List.of("completed", "stored", "readable", "restored", "content_equal");
    private static final List<String> LOCK_MODES = List.of("governance", "compliance");
    private static final int MOST_DAYS = 36_500;

    private final Problems problems;
    private final Set<String> applications;
    private final Once once;

    BackupReader(Problems problems, Set<String> applications) {
        this.problems = problems;
        this.applications = applications;
        this.once = new Once("backup job", problems);
    }

    List<BackupJob> read(Section config) {
        var jobs = new ArrayList<BackupJob>();
        config.list("databases").forEach(node -> jobs.add(job(node, Kind.DATABASES)));
        config.list("storage").forEach(node -> jobs.add(job(node, Kind.STORAGE)));
        config.list("configs").forEach(node -> jobs.add(job(node, Kind.CONFIGS)));
        return jobs;
    }

    private BackupJob job(Node node, Kind kind) {
        var section =
                Section.of(
                        node,
                        "a backup job",
                        problems,
                        "name",
                        "schedule",
                        "retention",
                        "destination",
                        "encryption",
                        "application",
                        "timeZone",
                        "source",
                        "engine",
                        "verify",
                        "storageClass",
                        "objectLock",
                        "keys",
                        "checks",
                        "proofSchedule",
                        "archive");
        String name = section.required("name", Forms::name, "");
        once.check(name, section.where("name"));
        boolean database = kind == Kind.DATABASES;
        var engines = database ? DATABASE_ENGINES : FILE_ENGINES;
        return new BackupJob(
                name,
                kind,
                application(section),
                section.required("schedule", Forms::schedule, ""),
                section.optional("timeZone", Forms::zone, Defaults.TIME_ZONE),
                section.required("retention", Forms.integer(1, MOST_DAYS), 0),
                section.required("destination", Forms::destination, ""),
                section.optional(
                        "encryption", Forms.oneOf(ENCRYPTIONS, "encryptions"), Defaults.ENCRYPTION),
                database ? DatabaseReader.source(section) : null,
                section.optional("engine", Forms.oneOf(engines, "engines"), engines.getFirst()),
                section.optional(
                        "verify",
                        Forms.oneOf(LEVELS, "levels"),
                        database ? "content_equal" : "readable"),
                database ? null : files(section),
                section.optional("storageClass", Forms::storageClass),
                section.optional("objectLock", BackupReader::lockMode),
                keys(section),
                section.has("checks") ? section.texts("checks", Forms::text) : null,
                section.optional("proofSchedule", Forms::schedule),
                archive(section, kind));
    }

    private static @Nullable Archive archive(Section job, Kind kind) {
        if (!job.keys().containsKey("archive")) {
            return null;
        }
        var section = job.requiredSection("archive", "every");
        if (kind != Kind.DATABASES) {
            job.problem(
                    job.where("archive"),
                    "Expected 'archive' in a job of databases, but found it in one of "
                            + kind.name().toLowerCase(Locale.ROOT));
        } else if (!"pg_basebackup".equals(job.raw("engine"))) {
            job.problem(
                    job.where("engine"),
                    "Expected engine 'pg_basebackup' in a job with 'archive', but found '"
                            + (job.raw("engine") == null ? "pg_dump" : job.raw("engine"))
                            + "': a write-ahead log goes on from a copy of the server");
        }
        return new Archive(
                section == null
                        ? Defaults.ARCHIVE_EVERY
                        : section.optional(
                                "every",
                                Forms.duration(Duration.ofSeconds(1)),
                                Defaults.ARCHIVE_EVERY));
    }

    private @Nullable Files files(Section job) {
        var section = job.optionalSection("source", "folder", "bucket");
        if (section == null) {
            return null;
        }
        String folder = section.optional("folder", Forms::folder);
        String bucket = section.optional("bucket", Forms::bucket);
        if ((folder == null) == (bucket == null)) {
            job.problem(
                    job.where("source"),
                    "Expected either 'folder' or 'bucket' in the source of files, but found "
                            + (folder == null ? "neither" : "both"));
        }
        return new Files(folder, bucket);
    }

    private static @Nullable Keys keys(Section job) {
        var section = job.optionalSection("keys", "wrapping", "recovery");
        if (section == null) {
            return null;
        }
        return new Keys(
                section.required("wrapping", KeyRef::new, new KeyRef("env:NONE")),
                section.required("recovery", SecretRef::new, new SecretRef("env:NONE")));
    }

    private static LockMode lockMode(String text) {
        return LockMode.valueOf(
                Forms.oneOf(LOCK_MODES, "modes of object lock")
                        .apply(text)
                        .toUpperCase(Locale.ROOT));
    }

    private @Nullable String application(Section job) {
        return job.optional("application", Forms.oneOf(applications, "applications"));
    }
}
