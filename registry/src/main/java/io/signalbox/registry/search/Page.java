package io.signalbox.registry.search;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A part of a result, and the token of the next part where there is one. */
public record Page<T>(List<T> items, Optional<String> nextToken) {
  public Page {
    items = ImmutableList.copyOf(items);
  }

  /** The page of a query that was asked for one row more than {@code request} wants. */
  public static <T> Page<T> of(List<T> oneMore, PageRequest request) {
    if (oneMore.size() <= request.size()) {
      return new Page<>(oneMore, Optional.empty());
    }
    return new Page<>(oneMore.subList(0, request.size()), Optional.of(request.tokenOfNext()));
  }

  public <R> Page<R> map(Function<List<T>, List<R>> all) {
    return new Page<>(all.apply(items), nextToken);
  }
}
