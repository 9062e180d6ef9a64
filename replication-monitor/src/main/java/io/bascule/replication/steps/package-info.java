/** The monitor as an executor: it closes the ledger before a planned stop. */
@NullMarked
package io.bascule.replication.steps;

import org.jspecify.annotations.NullMarked;
