package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final CommandLine commandLine =
      Signalbox.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));

  @Test
  void help_names_the_commands() {
    assertThat(commandLine.execute("--help")).isZero();
    assertThat(out.toString()).contains("Usage: signalbox", "server", "--version");
  }

  @Test
  void the_version_is_one_line() {
    assertThat(commandLine.execute("--version")).isZero();
    assertThat(out.toString().lines()).singleElement().asString().startsWith("signalbox ");
  }

  @Test
  void an_unknown_command_and_none_are_refused_with_the_usage() {
    assertThat(commandLine.execute("serve")).isEqualTo(2);
    assertThat(commandLine.execute()).isEqualTo(2);
    assertThat(out.toString()).contains("Usage: signalbox");
  }

  @Test
  void a_day_that_is_none_is_refused_in_plain_words() {
    assertThat(commandLine.execute("demo", "--until", "xyz")).isEqualTo(2);
    assertThat(out.toString())
        .startsWith("Invalid value for option '--until': xyz (expected: a day, such as 2013-06-30)")
        .doesNotContain("java.");
  }
}
