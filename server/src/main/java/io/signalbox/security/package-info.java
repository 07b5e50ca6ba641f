/** Who may come in, by their token, and what each path asks of them. */
@NullMarked
package io.signalbox.security;

import org.jspecify.annotations.NullMarked;
