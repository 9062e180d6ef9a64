/** Pages for operators, kept true by what they describe. */
@NullMarked
package io.bascule.system.docs;

import org.jspecify.annotations.NullMarked;
