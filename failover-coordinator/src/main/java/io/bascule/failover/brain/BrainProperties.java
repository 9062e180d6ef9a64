package io.bascule.failover.brain;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the brain.
 *
 * @param stateDir folder that survives restarts; the store lies in it
 * @param applicationId name of the consumer group and prefix of the internal topics
 * @param tick how often time is looked at: deadlines, lasting quorums, answers that did not come
 * @param resendAfter an outstanding command is sent again after this long without a report
 * @param restarts stream threads replaced within {@code restartWindow} before the brain gives up
 * @param restartWindow the time over which replacements are counted
 */
@ConfigurationProperties("bascule.coordinator")
public record BrainProperties(
        Path stateDir,
        String applicationId,
        Duration tick,
        Duration resendAfter,
        int restarts,
        Duration restartWindow) {}
