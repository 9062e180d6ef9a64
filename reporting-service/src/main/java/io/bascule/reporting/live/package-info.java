/** Keeps open pages as a reload would show them, by server-sent events. */
@NullMarked
package io.bascule.reporting.live;

import org.jspecify.annotations.NullMarked;
