/** Who asks for what, what runs, and what became of it. */
@NullMarked
package io.bascule.backup.desk;

import org.jspecify.annotations.NullMarked;
