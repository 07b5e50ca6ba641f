package io.signalbox.registry.search;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be asked of a table, and the SQL that answers it. All SQL text of a search comes from here; everything that
 * a caller wrote is a bound parameter.
 *
 * @param attributes columns by the names that clients use, in the order that messages list them
 * @param details where metrics, params, tags or datasets of a row are; a kind that is not here cannot be asked for
 * @param tieBreaks columns that end every order, so that pages do not overlap
 */
public record Searchable(
    Map<String, Attribute> attributes, Map<Key.Kind, Detail> details, List<String> tieBreaks) {
  public Searchable {
    attributes = ImmutableMap.copyOf(attributes);
    details = ImmutableMap.copyOf(details);
    tieBreaks = ImmutableList.copyOf(tieBreaks);
  }

  /**
   * A column of the row itself.
   *
   * @param column an SQL expression
   * @param use what it may be used for
   * @param missing whether there are rows without it
   */
  public record Attribute(String column, ValueKind kind, Use use, boolean missing) {

    /** Every row has it. */
    public Attribute(String column, ValueKind kind, Use use) {
      this(column, kind, use, false);
    }
  }

  /** What a value is compared as. */
  public enum ValueKind {
    TEXT,
    NUMBER
  }

  /** Some attributes order only, and some filter only. */
  public enum Use {
    FILTER_AND_ORDER,
    FILTER,
    ORDER
  }

  /**
   * Key and value rows that belong to the row.
   *
   * @param table e.g. {@code registry.run_tags}
   * @param join an SQL condition between {@code d} (this table) and the row
   * @param key the column with the name
   * @param value the column with the value
   * @param kind of the value
   * @param names the only names there are; empty: any
   * @param parameters for the question marks in the table, where it is a query
   * @param indexed how many characters of a text an index finds by key; 0: it finds none
   */
  public record Detail(
      String table,
      String join,
      String key,
      String value,
      ValueKind kind,
      Set<String> names,
      List<Object> parameters,
      int indexed) {
    public Detail {
      names = ImmutableSet.copyOf(names);
      parameters = ImmutableList.copyOf(parameters);
    }

    /** A table whose columns are {@code key} and {@code value}, with any name. */
    public static Detail of(String table, String join, ValueKind kind) {
      return new Detail(table, join, "key", "value", kind, Set.of(), List.of(), 0);
    }

    /** The same with only these names. */
    public Detail named(Set<String> only) {
      return new Detail(table, join, key, value, kind, only, parameters, indexed);
    }

    /** The same with these parameters for the table's question marks. */
    public Detail with(List<Object> given) {
      return new Detail(table, join, key, value, kind, names, given, indexed);
    }

    /** The same with an index of the key and {@code left(value, characters) COLLATE "C"}. */
    public Detail indexed(int characters) {
      return new Detail(table, join, key, value, kind, names, parameters, characters);
    }
  }
}
