/** Facts from Kafka into a database, exactly once, and measurements back out of it. */
@NullMarked
package io.bascule.reporting.projection;

import org.jspecify.annotations.NullMarked;
