/** Training plans and runs. */
@NullMarked
package io.signalbox.trainer;

import org.jspecify.annotations.NullMarked;
