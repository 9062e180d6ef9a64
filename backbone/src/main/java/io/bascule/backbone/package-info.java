/**
 * How events are carried: CloudEvents on Kafka, retry and dead letters, de-duplication, metrics.
 * One auto-configuration; knows Kafka and Spring, and no event by name.
 */
@NullMarked
package io.bascule.backbone;

import org.jspecify.annotations.NullMarked;
