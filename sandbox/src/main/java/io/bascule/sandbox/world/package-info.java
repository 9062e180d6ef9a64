/** The three places on one machine: their processes, their folders, and the end of them all. */
@NullMarked
package io.bascule.sandbox.world;

import org.jspecify.annotations.NullMarked;
