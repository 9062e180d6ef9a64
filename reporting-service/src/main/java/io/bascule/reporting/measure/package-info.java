/**
 * What the facts prove: RTO, RPO and readiness as pure folds. JDK and contracts only; no clock, no
 * I/O.
 */
@NullMarked
package io.bascule.reporting.measure;

import org.jspecify.annotations.NullMarked;
