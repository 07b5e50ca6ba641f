/** Tokens: hashed, kept in the database, known to every replica. */
@NullMarked
package io.signalbox.registry.identity;

import org.jspecify.annotations.NullMarked;
