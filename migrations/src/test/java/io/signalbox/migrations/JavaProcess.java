package io.signalbox.migrations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in a JVM of its own: what has to be killed, or is run as its users run it. What it says, errors
 * too, is read line by line; a test that reads nothing for long must not let it say much.
 */
public final class JavaProcess implements AutoCloseable {

  private static final int END_SECONDS = 30;

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private JavaProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** It lives for seconds: code that takes long to compile, and memory that takes threads to clean, would only cost time. */
  public static JavaProcess start(
      Path folder,
      List<String> options,
      String classPath,
      String program,
      List<String> arguments,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Xmx640m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, program));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On the tests' class path; its first three arguments are the database's address, user and password. */
  public static JavaProcess start(Class<?> program, TestDatabase database, Object... more) {
    List<String> arguments =
        new ArrayList<>(List.of(database.url(), database.user(), database.password()));
    for (Object argument : more) {
      arguments.add(argument.toString());
    }
    return start(
        Path.of("").toAbsolutePath(),
        List.of(),
        System.getProperty("java.class.path"),
        program.getName(),
        arguments,
        Map.of());
  }

  /** Blocks until it says a line with these words, and returns what comes after them; fails with everything it said if it ends before. */
  public String await(String words) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      int at = line.indexOf(words);
      if (at >= 0) {
        return line.substring(at + words.length());
      }
    }
    throw new AssertionError("ended before it said " + words + ": " + lines);
  }

  /** What it says, as it says it, until its end. */
  public Stream<String> lines() {
    return output.lines().peek(lines::add);
  }

  /** Everything it said and says until its end. */
  public List<String> awaitEnd() throws InterruptedException {
    output.lines().forEach(lines::add);
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs");
    }
    return List.copyOf(lines);
  }

  /** A line for it to read. */
  public void tell(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  public boolean runs() {
    return process.isAlive();
  }

  /** Once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** SIGTERM, by the handle: {@link Process#destroy} would close the output too. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL; what it said before can still be read. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
