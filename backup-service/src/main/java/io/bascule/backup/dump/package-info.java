/** From a database to a store in one stream, without a temporary file. */
@NullMarked
package io.bascule.backup.dump;

import org.jspecify.annotations.NullMarked;
