/**
 * The decisions, pure: {@code decide(state, signal)} gives facts, {@code evolve(state, fact)} gives
 * the next state, {@code outstanding(state)} gives the one command. No clock, no I/O, no framework:
 * time and everything observed enter with the signal, so that every decision can be told again.
 */
@NullMarked
package io.bascule.failover.recovery;

import org.jspecify.annotations.NullMarked;
