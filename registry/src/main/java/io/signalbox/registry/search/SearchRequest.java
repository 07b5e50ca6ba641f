package io.signalbox.registry.search;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** A filter and an order as a client wrote them, and the page that is wanted. */
public record SearchRequest(String filter, List<String> orderBy, PageRequest page) {
  public SearchRequest {
    orderBy = ImmutableList.copyOf(orderBy);
  }
}
