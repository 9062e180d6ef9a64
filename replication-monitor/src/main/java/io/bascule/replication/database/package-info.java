/** Questions to a PostgreSQL server over a persistent connection, each under a deadline. */
@NullMarked
package io.bascule.replication.database;

import org.jspecify.annotations.NullMarked;
