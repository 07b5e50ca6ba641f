package io.signalbox.features.window;

import com.google.common.primitives.Booleans;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One column of events: 64 bits each, or text. Missing until it is set. */
abstract sealed class EventValues {

  abstract boolean isMissing(int place);

  abstract EventValues empty(int size);

  abstract void grow(int size);

  abstract void copy(int place, EventValues from, int fromPlace);

  abstract EventValues pick(int[] places);

  /** These and then the later ones, of which there are so many. */
  abstract EventValues followedBy(EventValues later, int size, int laterSize);

  void set(int place, long value) {
    throw new IllegalStateException("a number among texts");
  }

  void set(int place, String value) {
    throw new IllegalStateException("a text among numbers");
  }

  /** An integer as it is, a decimal number as the raw bits of its float64. */
  static final class Bits extends EventValues {

    private static final boolean[] ALL = {};

    private long[] values;
    /** Empty where every value is there, once they are picked. */
    private boolean[] present;

    Bits(int size) {
      this.values = new long[size];
      this.present = new boolean[size];
    }

    long at(int place) {
      return values[place];
    }

    @Override
    boolean isMissing(int place) {
      return present.length > 0 && !present[place];
    }

    @Override
    EventValues empty(int size) {
      return new Bits(size);
    }

    @Override
    void grow(int size) {
      values = Arrays.copyOf(values, size);
      present = Arrays.copyOf(present, size);
    }

    @Override
    void set(int place, long value) {
      values[place] = value;
      present[place] = true;
    }

    @Override
    void copy(int place, EventValues from, int fromPlace) {
      Bits bits = (Bits) from;
      values[place] = bits.values[fromPlace];
      present[place] = !bits.isMissing(fromPlace);
    }

    @Override
    EventValues pick(int[] places) {
      Bits picked = new Bits(places.length);
      for (int i = 0; i < places.length; i++) {
        picked.copy(i, this, places[i]);
      }
      if (Booleans.indexOf(picked.present, false) < 0) {
        picked.present = ALL;
      }
      return picked;
    }

    @Override
    EventValues followedBy(EventValues after, int size, int laterSize) {
      Bits later = (Bits) after;
      Bits all = new Bits(0);
      all.values = Arrays.copyOf(values, size + laterSize);
      System.arraycopy(later.values, 0, all.values, size, laterSize);
      if (present.length > 0 || later.present.length > 0) {
        all.present = new boolean[size + laterSize];
        for (int place = 0; place < all.present.length; place++) {
          all.present[place] = !(place < size ? isMissing(place) : later.isMissing(place - size));
        }
      }
      return all;
    }
  }

  /** Text, bytes and arrays. */
  static final class Texts extends EventValues {

    private @Nullable String[] values;

    Texts(int size) {
      this.values = new @Nullable String[size];
    }

    @Nullable
    String at(int place) {
      return values[place];
    }

    @Override
    boolean isMissing(int place) {
      return values[place] == null;
    }

    @Override
    EventValues empty(int size) {
      return new Texts(size);
    }

    @Override
    void grow(int size) {
      values = Arrays.copyOf(values, size);
    }

    @Override
    void set(int place, String value) {
      values[place] = value;
    }

    @Override
    void copy(int place, EventValues from, int fromPlace) {
      values[place] = ((Texts) from).values[fromPlace];
    }

    @Override
    EventValues pick(int[] places) {
      Texts picked = new Texts(places.length);
      for (int i = 0; i < places.length; i++) {
        picked.values[i] = values[places[i]];
      }
      return picked;
    }

    @Override
    EventValues followedBy(EventValues later, int size, int laterSize) {
      Texts all = new Texts(0);
      all.values = Arrays.copyOf(values, size + laterSize);
      System.arraycopy(((Texts) later).values, 0, all.values, size, laterSize);
      return all;
    }
  }
}
