/** The sandbox that stays: a world in a process of its own, and how it is spoken to. */
@NullMarked
package io.bascule.sandbox.standing;

import org.jspecify.annotations.NullMarked;
