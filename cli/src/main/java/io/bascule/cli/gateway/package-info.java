/** The gateway over HTTP: requests, approvals, plans, and what is known of runs. */
@NullMarked
package io.bascule.cli.gateway;

import org.jspecify.annotations.NullMarked;
