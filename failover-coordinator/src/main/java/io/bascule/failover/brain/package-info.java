/**
 * The thin shell around the decisions: one Kafka transaction per decision, state in a store with a
 * changelog, commands read off the state. Everything that can go wrong with a network is here.
 */
@NullMarked
package io.bascule.failover.brain;

import org.jspecify.annotations.NullMarked;
