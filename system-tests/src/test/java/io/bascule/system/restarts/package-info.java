/** What dies comes back and goes on: every service, at every boundary, by {@code kill -9}. */
@NullMarked
package io.bascule.system.restarts;

import org.jspecify.annotations.NullMarked;
