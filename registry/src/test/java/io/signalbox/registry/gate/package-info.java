@NullMarked
package io.signalbox.registry.gate;

import org.jspecify.annotations.NullMarked;
