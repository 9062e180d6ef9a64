/** The replication monitor: lag, health, the front door's canary and the commit ledger. */
@NullMarked
package io.bascule.replication;

import org.jspecify.annotations.NullMarked;
