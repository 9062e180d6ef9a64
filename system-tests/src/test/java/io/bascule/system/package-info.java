/** The whole, from outside: real processes, real faults. Never imports a service's classes. */
@NullMarked
package io.bascule.system;

import org.jspecify.annotations.NullMarked;
