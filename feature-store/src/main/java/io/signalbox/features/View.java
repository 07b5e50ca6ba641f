package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalLong;

/** A version of a view with everything that it refers to resolved. */
public sealed interface View {

  String name();

  int version();

  /** The rows that it reads. */
  RowSchema rows();

  /** What it is asked by. */
  List<Field> keys();

  /** What it answers, in order. */
  List<Field> features();

  /**
   * Rows as they arrived.
   *
   * @param ttlMicros greatest age that is served, inclusive
   */
  record Batch(
      FeatureViewDefinition definition, int version, RowSchema rows, OptionalLong ttlMicros)
      implements View {
    @Override
    public String name() {
      return definition.name();
    }

    @Override
    public List<Field> keys() {
      return rows.keys();
    }

    @Override
    public List<Field> features() {
      return rows.columns();
    }

    public boolean online() {
      return definition.online().orElse(true);
    }
  }

  /** Aggregates over the rows of a window (t - window, t]. */
  record Window(
      AggregateViewDefinition definition,
      int version,
      RowSchema rows,
      List<Field> keys,
      List<Field> features)
      implements View {
    public Window {
      keys = ImmutableList.copyOf(keys);
      features = ImmutableList.copyOf(features);
    }

    @Override
    public String name() {
      return definition.name();
    }

    public long windowMicros() {
      return Micros.of(definition.window());
    }

    /** 0 where a window ends at the moment of asking. */
    public long hopMicros() {
      return definition.hop().map(Micros::of).orElse(0L);
    }

    /** How far back of the moment of asking the oldest event may be that counts. */
    public long reachMicros() {
      return windowMicros() + hopMicros();
    }
  }
}
