package io.signalbox.features.online;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.signalbox.features.window.KeyEvents;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Events that were sent again or corrected: of those of one entity and one event time, each counts until the next is known. A
 * correction may have changed the columns by which a view groups events, and so stand under another key than what it corrects.
 */
final class Repeats {

  /** With a secret of its own, so that nobody can send two entities that are taken for one. */
  private static final HashFunction HASH =
      Hashing.sipHash24(new SecureRandom().nextLong(), new SecureRandom().nextLong());

  private Repeats() {}

  /** What there is one of at a moment. */
  record Event(long micros, long identity) {}

  /** One place of a key's events. */
  private record Version(Object key, int place, long known, long sequence) {}

  /** The number of an entity's key, as {@link io.signalbox.features.Keys} makes it: an integer is its own. */
  static long identity(Object key) {
    if (key instanceof Long number) {
      return number;
    }
    Hasher hasher = HASH.newHasher();
    for (Object part : key instanceof List<?> parts ? parts : List.of(key)) {
      switch (part) {
        case Long number -> hasher.putLong(number);
        case String text -> hasher.putInt(text.length()).putUnencodedChars(text);
        default -> throw new IllegalStateException("a join key of " + part.getClass());
      }
    }
    return hasher.hash().asLong();
  }

  /** The keys that have such events, with when each of them counts no more; what never counts is left out. */
  static Map<Object, KeyEvents> replaced(
      Set<Event> suspects, Set<Object> keys, Function<Object, KeyEvents> held) {
    if (suspects.isEmpty()) {
      return Map.of();
    }
    Map<Object, long[]> ends = new HashMap<>();
    for (List<Version> versions : versions(suspects, keys, held).values()) {
      versions.sort(Comparator.comparingLong(Version::known).thenComparingLong(Version::sequence));
      for (int i = 0; i + 1 < versions.size(); i++) {
        Version version = versions.get(i);
        long[] ofKey = ends.computeIfAbsent(version.key(), key -> ends(held.apply(key)));
        ofKey[version.place()] =
            Math.min(ofKey[version.place()], versions.get(i + 1).known());
      }
    }
    Map<Object, KeyEvents> replaced = new HashMap<>();
    ends.forEach((key, ofKey) -> replaced.put(
        key, held.apply(key).replacedAt(ofKey).without(Long.MIN_VALUE, Long.MIN_VALUE)));
    return replaced;
  }

  private static long[] ends(KeyEvents events) {
    long[] ends = new long[events.size()];
    for (int place = 0; place < ends.length; place++) {
      ends[place] = events.replaced(place);
    }
    return ends;
  }

  private static Map<Event, List<Version>> versions(
      Set<Event> suspects, Set<Object> keys, Function<Object, KeyEvents> held) {
    long first = suspects.stream().mapToLong(Event::micros).min().orElseThrow();
    long last = suspects.stream().mapToLong(Event::micros).max().orElseThrow();
    Map<Event, List<Version>> versions = new HashMap<>();
    for (Object key : keys) {
      KeyEvents events = held.apply(key);
      int end = events.firstAfter(last);
      for (int place = events.firstAfter(first - 1); place < end; place++) {
        var event = new Event(events.event(place), events.identity(place));
        if (suspects.contains(event)) {
          versions
              .computeIfAbsent(event, it -> new ArrayList<>())
              .add(new Version(key, place, events.known(place), events.sequence(place)));
        }
      }
    }
    return versions;
  }
}
