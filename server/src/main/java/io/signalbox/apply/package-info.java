/** What files declare, read and put in force all at once. */
@NullMarked
package io.signalbox.apply;

import org.jspecify.annotations.NullMarked;
