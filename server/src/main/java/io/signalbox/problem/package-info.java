/** What is answered when a request fails: problem details (RFC 9457). */
@NullMarked
package io.signalbox.problem;

import org.jspecify.annotations.NullMarked;
