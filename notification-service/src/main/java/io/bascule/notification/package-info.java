/** Facts to people and machines: the shell that wires intake, rules and delivery together. */
@NullMarked
package io.bascule.notification;

import org.jspecify.annotations.NullMarked;
