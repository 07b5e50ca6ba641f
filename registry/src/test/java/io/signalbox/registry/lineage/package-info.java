@NullMarked
package io.signalbox.registry.lineage;

import org.jspecify.annotations.NullMarked;
