/** What a person or a script sees of it: colours, widths, times, tables, JSON. */
@NullMarked
package io.bascule.cli.text;

import org.jspecify.annotations.NullMarked;
