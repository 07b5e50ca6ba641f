package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every row of MLflow's table of endpoints is either served or refused in MLflow's words. */
class EndpointsIT {
  private static final RegistryServer SERVER = new RegistryServer();

  private static final Set<String> SERVED = Set.of(
      "artifacts",
      "artifacts-proxy",
      "datasets",
      "datasets (ajax-only, UI)",
      "experiments",
      "logged-models",
      "logged-models (ajax-only, UI)",
      "metrics",
      "metrics (ajax-only, UI)",
      "model-versions",
      "registered-models",
      "runs",
      "webhooks");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private record Endpoint(String area, String method, String path) {
    boolean served() {
      return SERVED.contains(area) || path.equals("/health") || path.equals("/version");
    }

    boolean underMlflowsPrefixes() {
      return path.startsWith("/api/") || path.startsWith("/ajax-api/");
    }
  }

  private static List<Endpoint> endpoints() throws IOException {
    List<Endpoint> endpoints = new ArrayList<>();
    try (InputStream table = EndpointsIT.class.getResourceAsStream("/mlflow-endpoints.tsv")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(row -> !row.startsWith("#")).toList()) {
        List<String> row = List.of(line.split("\t"));
        String path = row.get(2).replaceAll("[<{][^>}]*[>}]", "m-0");
        endpoints.add(new Endpoint(row.get(0), row.get(1), path));
        if (path.startsWith("/api/")) {
          endpoints.add(
              new Endpoint(row.get(0), row.get(1), "/ajax" + path.replaceFirst("/", "-")));
        }
      }
    }
    return endpoints;
  }

  private static Answer ask(Endpoint endpoint) {
    return SERVER.send(SERVER
        .request(endpoint.path())
        .header("Content-Type", "application/json")
        .method(endpoint.method(), BodyPublishers.ofString("{}")));
  }

  @Test
  void the_table_is_whole() throws IOException {
    assertThat(
            endpoints().stream().filter(each -> !each.path().startsWith("/ajax-api/2.0/mlflow/")))
        .hasSizeGreaterThan(133);
    assertThat(endpoints().stream().filter(Endpoint::served)).hasSizeGreaterThan(110);
  }

  @Test
  void every_row_of_the_areas_that_are_served_is_served() throws IOException {
    for (Endpoint endpoint : endpoints().stream().filter(Endpoint::served).toList()) {
      Answer answer = ask(endpoint);

      assertThat(answer.status()).as("%s: %s", endpoint, answer.body()).isLessThan(500);
      assertThat(answer.body()).as("%s", endpoint).doesNotContain("ENDPOINT_NOT_FOUND");
      if (answer.status() >= 400) {
        assertThat(answer.at("/error_code"))
            .as("%s: %s", endpoint, answer.body())
            .isIn("INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST");
      }
    }
  }

  @Test
  void every_other_row_under_mlflows_prefixes_is_not_found_in_mlflows_words() throws IOException {
    for (Endpoint endpoint : endpoints()) {
      if (!endpoint.served() && endpoint.underMlflowsPrefixes()) {
        Answer answer = ask(endpoint);

        assertThat(answer.status()).as("%s", endpoint).isEqualTo(404);
        assertThat(answer.at("/error_code")).as("%s", endpoint).isEqualTo("ENDPOINT_NOT_FOUND");
      }
    }
  }

  @Test
  void a_path_that_mlflow_does_not_know_and_a_method_that_it_does_not_take_are_not_found_either() {
    for (Answer answer : List.of(
        SERVER.get("/api/2.0/mlflow/nope"),
        SERVER.get("/ajax-api/4.0/anything"),
        SERVER.get("/api/2.0/mlflow/runs/create"),
        SERVER.send("DELETE", "/api/2.0/mlflow/runs/get", "{}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.at("/error_code")).isEqualTo("ENDPOINT_NOT_FOUND");
    }
  }

  @Test
  void the_server_says_of_itself_only_what_it_serves() {
    for (String prefix : List.of("/api", "/ajax-api")) {
      Answer info = SERVER.get(prefix + "/3.0/mlflow/server-info");

      assertThat(info.at("/store_type")).isEqualTo("SqlStore");
      assertThat(info.body()).doesNotContain("true");
      assertThat(info.json().propertyNames())
          .contains(
              "workspaces_enabled",
              "trace_archival_enabled",
              "multipart_uploads_enabled",
              "multipart_downloads_enabled",
              "presigned_upload_run_id_supported",
              "presigned_upload_model_id_supported",
              "features_enabled");
    }
    assertThat(SERVER.get("/health").body()).isEqualTo("OK");
    assertThat(SERVER.get("/version").body()).isEqualTo(ServerController.MLFLOW_VERSION);
  }
}
