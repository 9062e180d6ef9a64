/** The report of a run: one versioned record, and its forms as JSON, Markdown and HTML. */
@NullMarked
package io.bascule.reporting.report;

import org.jspecify.annotations.NullMarked;
