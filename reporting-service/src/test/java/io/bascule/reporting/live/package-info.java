/** What is sent to open pages. */
@NullMarked
package io.bascule.reporting.live;

import org.jspecify.annotations.NullMarked;
