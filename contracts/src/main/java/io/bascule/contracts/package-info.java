/**
 * What is said between the services of Bascule, and nothing about how it is carried: positions,
 * topics, envelopes. Knows the JDK and JSON, no Spring and no Kafka.
 */
@NullMarked
package io.bascule.contracts;

import org.jspecify.annotations.NullMarked;
