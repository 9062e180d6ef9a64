/**
 * Requests, approvals and plans over HTTP: authorised, published as events, and answered with what
 * the platform said to them.
 */
@NullMarked
package io.bascule.reporting.gateway;

import org.jspecify.annotations.NullMarked;
