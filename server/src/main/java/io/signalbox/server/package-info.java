/** The process: its configuration, home, database, web server and orderly end. */
@NullMarked
package io.signalbox.server;

import org.jspecify.annotations.NullMarked;
