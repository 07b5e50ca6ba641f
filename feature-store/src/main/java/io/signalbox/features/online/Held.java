package io.signalbox.features.online;

import io.signalbox.features.Column;
import java.util.List;

/** What one view is asked. */
final class Held {

  private Held() {}

  record Question(List<Column> keys, int rows, long atMicros) {}
}
