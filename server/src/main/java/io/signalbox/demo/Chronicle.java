package io.signalbox.demo;

import java.time.Instant;

/** Where the demo tells what happened, as it happens. */
interface Chronicle {
  /** One sentence, with the replay's moment. */
  void say(Instant at, String sentence);
}
