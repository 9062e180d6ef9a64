/**
 * The commit ledger: which transactions the active primary committed, read by change data capture.
 */
@NullMarked
package io.bascule.replication.ledger;

import org.jspecify.annotations.NullMarked;
