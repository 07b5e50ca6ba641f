@NullMarked
package io.signalbox.registry.importing;

import org.jspecify.annotations.NullMarked;
