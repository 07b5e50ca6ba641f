package io.signalbox.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String API = "/api/2.0/mlflow/";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
  private static String run = "";
  private static String model = "";

  @BeforeAll
  static void given() {
    run = SERVER.post(API + "runs/create", "{'experiment_id': '0'}").at("/run/info/run_id");
    model = SERVER
        .post(API + "logged-models", "{'experiment_id': '0', 'source_run_id': '" + run + "'}")
        .at("/model/info/model_id");
    put("0/" + run + "/artifacts/ten.bin", "0123456789");
    put("0/" + run + "/artifacts/empty", "");
    put("0/" + run + "/artifacts/deep/a b.txt".replace(" ", "%20"), "a&b=c");
    put("0/models/" + model + "/artifacts/MLmodel", "flavors: {}");
  }

  @AfterAll
  static void stop() {
    HTTP.close();
    SERVER.close();
  }

  private static void put(String path, String content) {
    assertThat(
            SERVER.put(PROXY + path, content.getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(200);
  }

  private static HttpResponse<String> ranged(String method, String path, String range) {
    try {
      return HTTP.send(
          SERVER
              .request(path)
              .header("Range", range)
              .method(method, BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The examples of RFC 9110, 14.1.2, on a file of ten bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3 | 206 | bytes 0-3/10 | 0123",
        "bytes=4-4 | 206 | bytes 4-4/10 | 4",
        "bytes=4- | 206 | bytes 4-9/10 | 456789",
        "bytes=0- | 206 | bytes 0-9/10 | 0123456789",
        "bytes=8-999 | 206 | bytes 8-9/10 | 89",
        "bytes=-3 | 206 | bytes 7-9/10 | 789",
        "bytes=-999 | 206 | bytes 0-9/10 | 0123456789",
        "bytes=0-1,4-5 | 200 | | 0123456789",
        "bytes=5-2 | 200 | | 0123456789",
        "bytes=- | 200 | | 0123456789",
        "lines=1-2 | 200 | | 0123456789",
        "bytes=99999999999999999999- | 200 | | 0123456789"
      })
  void a_range_is_a_part_of_the_file(String range, int status, String header, String content) {
    HttpResponse<String> answer = ranged("GET", PROXY + "0/" + run + "/artifacts/ten.bin", range);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(header);
    assertThat(answer.headers().firstValue("Content-Length"))
        .contains(Integer.toString(content.length()));
    assertThat(answer.body()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0"})
  void a_range_after_the_end_is_refused_with_the_size(String range) {
    HttpResponse<String> answer = ranged("GET", PROXY + "0/" + run + "/artifacts/ten.bin", range);

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */10");
    assertThat(answer.body()).contains("INVALID_PARAMETER_VALUE");
  }

  @Test
  void a_file_is_never_sent_as_something_to_show() {
    HttpResponse<String> answer =
        ranged("HEAD", PROXY + "0/" + run + "/artifacts/ten.bin", "bytes=2-");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("8");
    assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment;");
  }

  @Test
  void files_of_a_run_a_model_and_a_version_are_read_by_their_own_paths() {
    SERVER.post(API + "registered-models/create", "{'name': 'read'}");
    SERVER.post(
        API + "model-versions/create",
        "{'name': 'read', 'source': 'models:/" + model + "', 'model_id': '" + model + "'}");

    assertThat(
            SERVER.get("/get-artifact?run_id=" + run + "&path=deep/a%20b.txt").body())
        .isEqualTo("a&b=c");
    assertThat(SERVER.get("/get-artifact?run_uuid=" + run + "&path=empty").body())
        .isEmpty();
    assertThat(SERVER
            .get("/ajax-api/2.0/mlflow/logged-models/" + model
                + "/artifacts/files?artifact_file_path=MLmodel")
            .body())
        .isEqualTo("flavors: {}");
    assertThat(SERVER
            .get("/model-versions/get-artifact?name=read&version=1&path=MLmodel")
            .body())
        .isEqualTo("flavors: {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/get-artifact?run_id=RUN&path=nope | 404 | RESOURCE_DOES_NOT_EXIST",
        "/get-artifact?run_id=RUN&path=deep | 404 | RESOURCE_DOES_NOT_EXIST",
        "/get-artifact?run_id=RUN | 400 | INVALID_PARAMETER_VALUE",
        "/get-artifact?run_id=nope&path=a | 404 | RESOURCE_DOES_NOT_EXIST",
        "/get-artifact?run_id=RUN&path=../ten.bin | 400 | INVALID_PARAMETER_VALUE",
        "/get-artifact?run_id=RUN&path=%252e%252e/x | 400 | INVALID_PARAMETER_VALUE",
        "/get-artifact?run_id=RUN&path=/etc/passwd | 400 | INVALID_PARAMETER_VALUE",
        "/get-artifact?run_id=RUN&path=a%00b | 400 | INVALID_PARAMETER_VALUE",
        "/model-versions/get-artifact?name=nope&version=1&path=a | 404 | RESOURCE_DOES_NOT_EXIST",
        "/api/2.0/mlflow/logged-models/MODEL/artifacts/files | 400 | INVALID_PARAMETER_VALUE",
        "/api/2.0/mlflow/logged-models/m-0/artifacts/files?artifact_file_path=a | 404 | RESOURCE_DOES_NOT_EXIST",
        "/api/2.0/mlflow/artifacts/list?run_id=RUN&path=../x | 400 | INVALID_PARAMETER_VALUE",
        "/api/2.0/mlflow-artifacts/artifacts?path=../x | 400 | INVALID_PARAMETER_VALUE",
        "/api/2.0/mlflow-artifacts/artifacts/0/nope | 404 | RESOURCE_DOES_NOT_EXIST"
      })
  void what_is_not_there_is_not_found_and_what_leaves_its_place_is_refused(
      String path, int status, String code) {
    Answer answer = SERVER.get(path.replace("RUN", run).replace("MODEL", model));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.at("/error_code")).isEqualTo(code);
  }

  @Test
  void a_listing_has_paths_within_the_run_or_the_model() {
    Answer ofRun = SERVER.get(API + "artifacts/list?run_id=" + run + "&path=deep");
    Answer ofModel = SERVER.get(API + "logged-models/" + model + "/artifacts/directories");
    Answer ofProxy =
        SERVER.get("/ajax-api/2.0/mlflow-artifacts/artifacts?path=0/" + run + "/artifacts/deep");

    assertThat(ofRun.at("/files/0/path")).isEqualTo("deep/a b.txt");
    assertThat(ofRun.json().at("/files/0/file_size").asInt()).isEqualTo(5);
    assertThat(ofRun.at("/root_uri")).isEqualTo("mlflow-artifacts:/0/" + run + "/artifacts");
    assertThat(ofModel.at("/files/0/path")).isEqualTo("MLmodel");
    assertThat(ofProxy.at("/files/0/path")).isEqualTo("a b.txt");
    assertThat(SERVER
            .get(API + "artifacts/list?run_id=" + run + "&path=nope")
            .json()
            .has("files"))
        .isFalse();
  }

  @Test
  void a_form_is_stored_as_it_came_and_a_deleted_file_is_gone() {
    String path = PROXY + "0/" + run + "/artifacts/up/form";

    Answer sent = SERVER.send(SERVER
        .request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .PUT(BodyPublishers.ofString("a=b&c=%20")));

    assertThat(sent.status()).isEqualTo(200);
    assertThat(SERVER.get(path).body()).isEqualTo("a=b&c=%20");
    assertThat(SERVER.send("DELETE", path, "").status()).isEqualTo(200);
    assertThat(SERVER.get(path).status()).isEqualTo(404);
    assertThat(List.of(SERVER.send("DELETE", path, "").at("/error_code")))
        .containsExactly("RESOURCE_DOES_NOT_EXIST");
  }
}
