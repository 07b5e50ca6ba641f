@NullMarked
package io.signalbox.registry.artifact;

import org.jspecify.annotations.NullMarked;
