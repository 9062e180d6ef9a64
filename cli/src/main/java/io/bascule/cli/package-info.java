/** The operator's hand: {@code bascule ...}. */
@NullMarked
package io.bascule.cli;

import org.jspecify.annotations.NullMarked;
