/** How a notification reaches every channel: bounded, repeated, signed and recorded. */
@NullMarked
package io.bascule.notification.delivery;

import org.jspecify.annotations.NullMarked;
