package io.signalbox.monitor;

import org.springframework.stereotype.Component;

/** What looks at predictions and stores nothing. */
@Component
record Analysis(Checker checker, Comparer comparer, Scoreboard scoreboard) {}
