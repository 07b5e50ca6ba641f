package io.signalbox.registry.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people wrote, read back by an independent implementation of CommonMark with GitHub's tables. */
class MarkdownTest {
  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder().extensions(TABLES).build();
  private static final String ALPHABET = "ab1 .\\`*_{}[]()<>#+-=!|~&$:;'\"/é😀";

  /** The text that a reader sees, and nothing else. */
  private static String seen(String markdown) {
    StringBuilder seen = new StringBuilder();
    PARSER.parse(markdown).accept(new AbstractVisitor() {
      @Override
      public void visit(Text text) {
        seen.append(text.getLiteral());
      }
    });
    return seen.toString();
  }

  private static String html(String markdown) {
    return HTML.render(PARSER.parse(markdown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flight_delay_live",
        "*bold* and __bold__",
        "[click](javascript:alert(1))",
        "![picture](https://example.org/x.png)",
        "<script>alert(1)</script>",
        "&lt; is not <",
        "`code` and ``more``",
        "a | b \\| c \\\\| d",
        "trailing backslash \\",
        "<https://example.org>",
        "~~gone~~",
        "[ref]: https://example.org"
      })
  void an_inline_text_is_read_as_it_was_written(String given) {
    String cell = new Markdown()
        .table(List.of("name", "value"), List.of(List.of(Markdown.inline(given), "end")))
        .toString();

    assertThat(seen("x " + Markdown.inline(given))).isEqualTo("x " + given);
    assertThat(seen(cell)).isEqualTo("namevalue" + given + "end");
    assertThat(html(cell)).doesNotContain("<a ", "<img", "<script", "<em>", "<code>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# heading",
        "- item",
        "+ item",
        "1. one",
        "23) two",
        "===",
        "---",
        "    code",
        "> quote"
      })
  void a_line_of_a_quoted_text_begins_no_block(String given) {
    Node quote = PARSER.parse(new Markdown().quote(given).toString()).getFirstChild();

    assertThat(seen(new Markdown().quote(given).toString())).isEqualTo(given.strip());
    assertThat(html(new Markdown().quote(given).toString())).startsWith("<blockquote>\n<p>");
    assertThat(quote.getNext()).isNull();
  }

  @Test
  void any_text_of_special_characters_stays_one_text() {
    Random random = new Random(20_260_401);
    int[] letters = ALPHABET.codePoints().toArray();
    for (int round = 0; round < 5_000; round++) {
      StringBuilder given = new StringBuilder("x");
      for (int i = random.nextInt(12); i >= 0; i--) {
        given.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      String expected = given.toString().strip().replaceAll(" +", " ");

      String table = new Markdown()
          .table(List.of("h"), List.of(List.of(Markdown.inline(given.toString()))))
          .toString();

      assertThat(seen(table))
          .as("seed 20260401, round %d: %s", round, table)
          .isEqualTo("h" + expected);
      assertThat(seen(new Markdown().quote(given.toString()).toString())).isEqualTo(expected);
    }
  }

  @Test
  void lines_and_control_characters_are_spaces_inline_and_lines_stay_in_a_quote() {
    assertThat(Markdown.inline("a\r\n\tb\u0007c")).isEqualTo("a b c");
    assertThat(html(new Markdown().quote("one\n\ntwo").toString()))
        .isEqualTo("<blockquote>\n<p>one<br />\ntwo</p>\n</blockquote>\n");
    assertThat(new Markdown().quote(" \n ").toString()).isEqualTo("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0.6931471805599453, 0.693147",
    "0.5, 0.5",
    "255983, 255983",
    "100, 100",
    "1234567.89, 1234570",
    "-0.00000012345678, -1.23457E-7",
    "1e300, 1E+300",
    "0, 0",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void numbers_have_six_digits(double value, String written) {
    assertThat(Markdown.number(value)).isEqualTo(written);
  }
}
