@NullMarked
package io.signalbox.registry.retention;

import org.jspecify.annotations.NullMarked;
