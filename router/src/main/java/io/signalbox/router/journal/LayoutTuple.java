package io.signalbox.router.journal;

import java.nio.ByteBuffer;

/** A layout as a row of {@code router.feature_layouts}. */
final class LayoutTuple {

  static final String COLUMNS = "id, feature_service, service_version, names, types";
  private static final int FIELDS = 5;

  private LayoutTuple() {}

  static byte[] of(FeatureLayout layout) {
    Tuple tuple = new Tuple(FIELDS).bigint(layout.id()).text(layout.service().orElse(null));
    if (layout.service().isPresent()) {
      tuple.integer(layout.serviceVersion());
    } else {
      tuple.nothing();
    }
    return texts(texts(tuple, layout.names().toArray(String[]::new)), layout.typeNames())
        .toBytes();
  }

  static long id(byte[] tuple) {
    return ByteBuffer.wrap(tuple).getLong(Short.BYTES + Integer.BYTES);
  }

  private static Tuple texts(Tuple tuple, String[] texts) {
    int start = tuple.beginArray(Tuple.TEXT, texts.length);
    for (String text : texts) {
      tuple.text(text);
    }
    return tuple.endArray(start);
  }
}
