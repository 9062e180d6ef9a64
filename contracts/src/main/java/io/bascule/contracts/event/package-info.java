/**
 * Every event of Bascule, one sealed family per file; the topic of each is {@link
 * io.bascule.contracts.Topic#of}.
 */
@NullMarked
package io.bascule.contracts.event;

import org.jspecify.annotations.NullMarked;
