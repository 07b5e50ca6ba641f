/** The command that asks a model's gates. */
@NullMarked
package io.signalbox.gates;

import org.jspecify.annotations.NullMarked;
