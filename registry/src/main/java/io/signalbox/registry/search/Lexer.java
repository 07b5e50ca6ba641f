package io.signalbox.registry.search;

import java.util.ArrayList;
import java.util.List;

/** Cuts a filter into tokens. A double-quoted part is a value where it stands alone, and a name after a dot. */
final class Lexer {
  /** No filter that a person or a client writes is longer. */
  static final int MOST_CHARACTERS = 100_000;

  private final String text;
  private int at;

  Lexer(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new SearchRefused(
          "filter: " + text.length() + " characters (expected: at most " + MOST_CHARACTERS + ")");
    }
    this.text = text;
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        tokens.add(new Token(Token.Kind.END, "", at));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private Token next() {
    int start = at;
    char first = text.charAt(at);
    return switch (first) {
      case '(' -> sign(Token.Kind.OPEN, 1);
      case ')' -> sign(Token.Kind.CLOSE, 1);
      case ',' -> sign(Token.Kind.COMMA, 1);
      case '=' -> sign(Token.Kind.OPERATOR, 1);
      case '<', '>' -> sign(Token.Kind.OPERATOR, followedBy('=') ? 2 : 1);
      case '!' -> {
        if (!followedBy('=')) {
          throw invalid(start);
        }
        yield sign(Token.Kind.OPERATOR, 2);
      }
      case '\'' -> new Token(Token.Kind.STRING, quoted('\''), start);
      case '"' -> {
        String value = quoted('"');
        // "a.b" alone is a value, "params"."a b" the beginning of a name
        yield at < text.length() && text.charAt(at) == '.'
            ? word(new StringBuilder(value), start)
            : new Token(Token.Kind.STRING, value, start);
      }
      default -> {
        if (first == '-' || first == '+' || first == '.' || Character.isDigit(first)) {
          yield number();
        }
        if (isWordPart(first) || first == '`') {
          yield word(new StringBuilder(), start);
        }
        throw invalid(start);
      }
    };
  }

  private Token word(StringBuilder word, int start) {
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '`' || (next == '"' && word.length() > 0)) {
        word.append(quoted(next));
      } else if (isWordPart(next) || next == '.') {
        word.append(next);
        at++;
      } else {
        break;
      }
    }
    return new Token(Token.Kind.WORD, word.toString(), start);
  }

  private Token number() {
    int start = at;
    at++;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || ((text.charAt(at) == '-' || text.charAt(at) == '+')
                && Character.toLowerCase(text.charAt(at - 1)) == 'e'))) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?")) {
      throw invalid(start);
    }
    return new Token(Token.Kind.NUMBER, number, start);
  }

  /** What stands between two of these quotes; a doubled quote is one of them. */
  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    int start = at++;
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next != quote) {
        value.append(next);
      } else if (at < text.length() && text.charAt(at) == quote) {
        value.append(next);
        at++;
      } else {
        return value.toString();
      }
    }
    throw invalid(start);
  }

  private Token sign(Token.Kind kind, int length) {
    Token token = new Token(kind, text.substring(at, at + length), at);
    at += length;
    return token;
  }

  private boolean followedBy(char wanted) {
    return at + 1 < text.length() && text.charAt(at + 1) == wanted;
  }

  private static boolean isWordPart(char character) {
    return character == '_' || Character.isLetterOrDigit(character);
  }

  private SearchRefused invalid(int from) {
    return new SearchRefused("Invalid clause(s) in filter string: '" + text.substring(from) + "'");
  }
}
