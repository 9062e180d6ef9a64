/** The canary that writes through the front door, and the outage it measures. */
@NullMarked
package io.bascule.replication.frontdoor;

import org.jspecify.annotations.NullMarked;
