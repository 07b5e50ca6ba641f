package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  void each_command_says_its_version_too() {
    for (CommandLine command : commands(commandLine).toList()) {
      String[] line = Stream.concat(
              Stream.of(command.getCommandSpec().qualifiedName(" ").split(" ")).skip(1),
              Stream.of("--version"))
          .toArray(String[]::new);
      out.getBuffer().setLength(0);

      assertThat(commandLine.execute(line)).isZero();

      assertThat(out.toString().lines())
          .as(String.join(" ", line))
          .singleElement()
          .asString()
          .startsWith("signalbox ");
    }
  }

  @Test
  void no_line_of_help_is_broken() {
    for (CommandLine command : commands(commandLine).toList()) {
      String footer = command.getUsageMessage().lines().reduce("", (a, b) -> a + b + "\n");
      String[] declared = command.getCommandSpec().usageMessage().footer();

      assertThat(declared).allSatisfy(line -> assertThat(footer).contains(line + "\n"));
    }
  }

  @Test
  void the_readme_and_help_know_the_same_variables() throws IOException {
    Set<String> helped = commands(commandLine)
        .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()))
        .flatMap(line -> variables(line).stream())
        .collect(Collectors.toCollection(TreeSet::new));

    assertThat(helped).isEqualTo(variables(Files.readString(Path.of("../README.md"))));
  }

  private static Set<String> variables(String text) {
    return Pattern.compile("SIGNALBOX_[A-Z_]+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** It, and all under it. */
  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
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
