/** The watchers of one application, started and replaced as the facts say. */
@NullMarked
package io.bascule.replication.watch;

import org.jspecify.annotations.NullMarked;
