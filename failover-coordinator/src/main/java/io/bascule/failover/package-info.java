/**
 * The failover coordinator: one artifact, two roles. The brain decides; an executor makes the
 * decided steps true at its place, with the credentials of that place.
 */
@NullMarked
package io.bascule.failover;

import org.jspecify.annotations.NullMarked;
