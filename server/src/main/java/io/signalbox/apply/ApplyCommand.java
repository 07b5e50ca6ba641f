package io.signalbox.apply;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends definitions to a running server. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Put the definitions of YAML files in force, all or none; applying again changes nothing.",
    footerHeading = "%nEnvironment:%n",
    footer = {"  SIGNALBOX_URL   the server (http://127.0.0.1:8080, or SIGNALBOX_PORT's)"})
public final class ApplyCommand implements Callable<Integer> {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(2);

  @Spec
  private CommandSpec spec;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE-OR-FOLDER",
      description = "a YAML file, or a folder of them")
  private Path file;

  /** Filled by the command line. */
  @SuppressWarnings("NullAway.Init") // picocli sets both before it calls
  public ApplyCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String url = Optional.ofNullable(System.getenv("SIGNALBOX_URL"))
        .orElse("http://127.0.0.1:"
            + Optional.ofNullable(System.getenv("SIGNALBOX_PORT")).orElse("8080"));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/apply"))
          .timeout(ANSWER)
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(DefinitionFiles.request(file))))
          .build();
      return print(client.send(request, BodyHandlers.ofString()), out, err);
    } catch (java.net.ConnectException e) {
      err.println("signalbox: no server answers at " + url
          + " (start one with './signalbox server', or set SIGNALBOX_URL)");
      return ExitCode.SOFTWARE;
    } catch (IOException | IllegalArgumentException e) {
      err.println("signalbox: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static int print(HttpResponse<String> response, PrintWriter out, PrintWriter err) {
    JsonNode body;
    try {
      body = MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      err.println("signalbox: the server answered %d without JSON (expected: a Signalbox server)"
          .formatted(response.statusCode()));
      return ExitCode.SOFTWARE;
    }
    if (response.statusCode() != 200) {
      err.println("signalbox: "
          + body.path("detail").asString("the server answered " + response.statusCode()));
      return ExitCode.SOFTWARE;
    }
    for (JsonNode one : body.path("applied")) {
      String state = one.path("changed").asBoolean() ? "applied  " : "unchanged";
      String status = one.path("status").asString("");
      out.println("%s  %-14s  %s%s"
          .formatted(
              state,
              one.path("kind").asString(),
              one.path("name").asString(),
              status.isEmpty() ? "" : ": " + status));
    }
    return ExitCode.OK;
  }
}
