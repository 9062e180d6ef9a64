/**
 * A client of the application that keeps its own ledger. It is outside the product: no service
 * reads it.
 */
@NullMarked
package io.bascule.sandbox.client;

import org.jspecify.annotations.NullMarked;
