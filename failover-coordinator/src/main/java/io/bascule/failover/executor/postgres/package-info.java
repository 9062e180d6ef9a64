/** Steps and observations of the PostgreSQL server at this site. */
@NullMarked
package io.bascule.failover.executor.postgres;

import org.jspecify.annotations.NullMarked;
