/**
 * The disaster-recovery plan: what an SRE writes, as immutable records, and the reader that finds
 * every mistake in it.
 */
@NullMarked
package io.bascule.contracts.plan;

import org.jspecify.annotations.NullMarked;
