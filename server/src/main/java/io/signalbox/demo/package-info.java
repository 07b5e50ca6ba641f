/** The demo: a real year of flights, played to the server from outside, through its public interfaces only. */
@NullMarked
package io.signalbox.demo;

import org.jspecify.annotations.NullMarked;
