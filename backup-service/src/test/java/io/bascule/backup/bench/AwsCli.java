package io.bascule.backup.bench;

import io.bascule.backup.store.ObjectServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a careful person writes into a crontab. */
final class AwsCli {

    private static final String KEY = "script/dump.gz";

    private static final String SCRIPT =
            "set -euo pipefail; \"${@:4}\" | gzip"
                    + " | \"$1\" --endpoint-url \"$2\" s3 cp --quiet --expected-size 2000000000 - \"$3\"";

    /**
     * Debian's CLI does not understand how the S3 server says "continue", and newer ones send
     * checksums that it does not take. Neither is asked for here.
     */
    private static final String NO_EXPECT =
            """
            def strip(params, **_):
                params['headers'].pop('Expect', None)


            def awscli_initialize(cli):
                cli.register('before-call.s3', strip)
            """;

    private final Ground ground;
    private final Path program = Tool.find("aws").orElseThrow();
    private final Path config;

    AwsCli(Ground ground) throws IOException {
        this.ground = ground;
        Path folder = ground.folder("aws");
        Files.writeString(folder.resolve("no_expect.py"), NO_EXPECT);
        config =
                Files.writeString(
                        folder.resolve("config"),
                        """
                        [plugins]
                        cli_legacy_plugin_path = %s
                        no_expect = no_expect
                        [default]
                        request_checksum_calculation = when_required
                        """
                                .formatted(folder));
    }

    long script(ProcessBuilder dump) throws Exception {
        var words =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                SCRIPT,
                                "script",
                                program.toString(),
                                ground.objects.endpoint().toString(),
                                "s3://" + ObjectServer.BUCKET + "/" + KEY));
        words.addAll(dump.command());
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_ACCESS_KEY_ID", "test",
                                "AWS_SECRET_ACCESS_KEY", "test",
                                "AWS_DEFAULT_REGION", "us-east-1",
                                "AWS_CONFIG_FILE", config.toString()));
        Tool.run(ground.source, builder);
        return ground.remoteBytes(KEY);
    }
}
