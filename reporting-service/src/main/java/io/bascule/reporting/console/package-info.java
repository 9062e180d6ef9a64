/** The console's pages: what is known, rendered for people; the same whether loaded or streamed. */
@NullMarked
package io.bascule.reporting.console;

import org.jspecify.annotations.NullMarked;
