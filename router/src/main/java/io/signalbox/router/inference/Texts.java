package io.signalbox.router.inference;

/** What text may be: anything that UTF-8 and PostgreSQL can hold. */
final class Texts {

  private Texts() {}

  /** Returns the text of a member, or of {@code where} itself. @throws Refusal if it has the character U+0000 or half of a surrogate pair */
  static String checked(String text, String where, String member) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == 0) {
        throw Refusal.of("%s%s: text with U+0000 (expected: text without)", where, member);
      }
      if (Character.isSurrogate(letter)) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(letter, text.charAt(i + 1));
        if (!pair) {
          throw Refusal.of(
              "%s%s: half of a surrogate pair (expected: Unicode text)", where, member);
        }
        i++;
      }
    }
    return text;
  }
}
