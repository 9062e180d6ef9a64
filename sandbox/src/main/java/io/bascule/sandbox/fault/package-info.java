/** Faults of the network between the sites. */
@NullMarked
package io.bascule.sandbox.fault;

import org.jspecify.annotations.NullMarked;
