@NullMarked
package io.signalbox.registry.tracking;

import org.jspecify.annotations.NullMarked;
