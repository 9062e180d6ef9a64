/** A Chromium as a child process, for tests: open, look, press. Knows no service and no event. */
@NullMarked
package io.bascule.chromium;

import org.jspecify.annotations.NullMarked;
