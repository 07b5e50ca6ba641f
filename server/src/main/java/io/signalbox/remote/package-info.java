/** What the commands that talk to a running server have in common. */
@NullMarked
package io.signalbox.remote;

import org.jspecify.annotations.NullMarked;
