/** The trainer's REST interface. */
@NullMarked
package io.signalbox.trainer.web;

import org.jspecify.annotations.NullMarked;
