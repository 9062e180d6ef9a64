/** What comes in: facts to be told, and the step COMMUNICATE. */
@NullMarked
package io.bascule.notification.intake;

import org.jspecify.annotations.NullMarked;
