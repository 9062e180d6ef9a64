/**
 * A PostgreSQL as a child process: create, start, ask, signal, stop. Knows no service and no event.
 */
@NullMarked
package io.bascule.postgres;

import org.jspecify.annotations.NullMarked;
