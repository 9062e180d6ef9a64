/**
 * The executor role: makes commanded steps true at its place, with the credentials of that place,
 * and watches the database that it is the parent of.
 */
@NullMarked
package io.bascule.failover.executor;

import org.jspecify.annotations.NullMarked;
