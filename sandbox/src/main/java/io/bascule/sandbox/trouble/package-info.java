/** What befalls the pair beside the kill itself, and what must be so afterwards. */
@NullMarked
package io.bascule.sandbox.trouble;

import org.jspecify.annotations.NullMarked;
