package io.signalbox.registry.search;

/** A word, a value or a sign of a filter, with where it began. */
record Token(Kind kind, String text, int at) {
  enum Kind {
    /** Letters, digits and dots, with parts in back ticks or double quotes. */
    WORD,
    /** Something in single or double quotes, without them. */
    STRING,
    NUMBER,
    OPERATOR,
    OPEN,
    COMMA,
    CLOSE,
    END
  }

  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }
}
