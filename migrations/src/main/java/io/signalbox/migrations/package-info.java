/** The SQL, and the one class that applies it. */
@NullMarked
package io.signalbox.migrations;

import org.jspecify.annotations.NullMarked;
