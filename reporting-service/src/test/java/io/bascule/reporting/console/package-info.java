/** The console, watched with a real browser. */
@NullMarked
package io.bascule.reporting.console;

import org.jspecify.annotations.NullMarked;
