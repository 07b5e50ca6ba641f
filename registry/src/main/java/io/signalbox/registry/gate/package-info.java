/** What a version must meet before it enters a stage. Missing data never passes. */
@NullMarked
package io.signalbox.registry.gate;

import org.jspecify.annotations.NullMarked;
