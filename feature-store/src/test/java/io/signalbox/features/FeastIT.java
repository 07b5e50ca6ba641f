package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feast's online reads, as its SDK sends them and reads them. */
class FeastIT {

  private static final String PATH = "/get-online-features";

  @RegisterExtension
  static final OwnFeatureServer OWN =
      new OwnFeatureServer(Instant.parse("2026-03-01T12:00:00Z"), WeatherDefinitions::all);

  @BeforeAll
  static void start() {
    OWN.server().post("/api/v1/features/batches", """
        {"batches":[{"view":"weather","rows":[
          {"origin":"EWR","observed_at":"2026-03-01T09:00:00Z","reported_at":"2026-03-01T09:00:00Z","wind_mph":7.0,"flights":9007199254740993,"sky":null,"station":null},
          {"origin":"JFK","observed_at":"2026-03-01T08:59:59.999999Z","reported_at":"2026-03-01T09:00:00Z","wind_mph":8.0,"flights":2,"sky":null,"station":null},
          {"origin":"LGA","observed_at":"2026-03-01T11:00:00Z","reported_at":"2026-03-01T11:00:00Z","wind_mph":null,"flights":3,"sky":null,"station":null},
          {"origin":"LGA","observed_at":"2026-03-01T11:30:00Z","reported_at":"2026-03-01T12:00:00.000001Z","wind_mph":5.5,"flights":4,"sky":null,"station":null}
        ]}]}
        """);
  }

  @Test
  void answers_are_columns_with_what_became_of_each_value() {
    HttpResponse<String> response = OWN.server().post(PATH, """
            {"entities":{"origin":["EWR","JFK","LGA","BOS"]},
             "features":["weather:wind_mph","weather@latest:flights"],"full_feature_names":false}
            """);

    // EWR is exactly as old as the ttl; JFK a microsecond older; LGA's last row is not known yet.
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("""
            {"results":[\
            {"values":["EWR","JFK","LGA","BOS"],"statuses":["PRESENT","PRESENT","PRESENT","PRESENT"],\
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":[7.0,null,null,null],"statuses":["PRESENT","OUTSIDE_MAX_AGE","NULL_VALUE","NOT_FOUND"],\
            "event_timestamps":["2026-03-01T09:00:00Z","2026-03-01T08:59:59.999999Z","2026-03-01T11:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":[9007199254740993,null,3,null],"statuses":["PRESENT","OUTSIDE_MAX_AGE","PRESENT","NOT_FOUND"],\
            "event_timestamps":["2026-03-01T09:00:00Z","2026-03-01T08:59:59.999999Z","2026-03-01T11:00:00Z","1970-01-01T00:00:00Z"]}],\
            "metadata":{"feature_names":["origin","wind_mph","flights"]}}""");
  }

  /** As FastAPI, on which Feast's server stands, answers it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        PATH,
        "/" + PATH,
        "/push",
        "//push",
        "/write-to-online-store",
        "/materialize",
        "/materialize-incremental"
      })
  void another_method_is_refused_as_feast_does(String path) {
    HttpResponse<String> answer = OWN.server().get(path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
    assertThat(answer.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
  }

  @Test
  void a_service_gives_its_features_under_its_own_names() {
    String body = OWN.server().post("/" + PATH, """
                {"entities":{"origin":["EWR"],"asked_by":["me"]},"feature_service":"weather_now",
                 "full_feature_names":true,"include_feature_view_version_metadata":true}
                """).body();

    assertThat(body)
        .contains("\"feature_names\":[\"origin\",\"weather__wind_mph\",\"weather__flights_now\"]")
        .contains("\"feature_view_metadata\":[{\"name\":\"weather\",\"version\":1}]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          {"entities":{"origin":["EWR"]},"features":["nothing:x"]}         | 404 | FeatureViewNotFoundException
          {"entities":{"origin":["EWR"]},"features":["weather@v9:flights"]}| 404 | FeatureViewNotFoundException
          {"entities":{"origin":["EWR"]},"feature_service":"nothing"}      | 404 | FeatureServiceNotFoundException
          {"entities":{"origin":["EWR"]},"feature_service":"weather_now"}  | 404 | RequestDataNotFoundInEntityRowsException
          {"entities":{"origin":["EWR"]},"features":["weather:nothing"]}   | 400 | FeastError
          {"entities":{"origin":["EWR"]},"features":["weather"]}           | 400 | FeastError
          {"entities":{"origin":[7]},"features":["weather:flights"]}       | 400 | FeastError
          {"entities":{"tail":["N1"]},"features":["weather:flights"]}      | 400 | FeastError
          {"entities":{"origin":["EWR"],"x":[]},"features":["weather:sky"]}| 400 | FeastError
          """)
  void refusals_are_encoded_twice_and_name_the_class_to_raise(
      String body, int status, String errorClass) {
    HttpResponse<String> response = OWN.server().post(PATH, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body())
        .startsWith(
            "\"{\\\"module\\\":\\\"feast.errors\\\",\\\"class\\\":\\\"" + errorClass + "\\\"")
        .endsWith("}\"");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {
      []
      {"entities":{"origin":["EWR"]}}
      {"features":["weather:sky"]}
      {"entities":{"origin":"EWR"},"features":["weather:sky"]}
      """)
  void a_body_of_the_wrong_shape_is_unprocessable(String body) {
    HttpResponse<String> response = OWN.server().post(PATH, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(response.body()).startsWith("{\"detail\":[{");
  }
}
