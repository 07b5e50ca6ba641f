package io.signalbox.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  @Test
  void the_secret_is_what_follows_bearer_in_any_case() {
    assertThat(Credentials.secret("Bearer sbx_1")).contains("sbx_1");
    assertThat(Credentials.secret("bearer  sbx_1 ")).contains("sbx_1");
  }

  @Test
  void the_secret_is_the_password_of_basic_whatever_the_user() {
    assertThat(Credentials.secret(basic("anna:sbx_1"))).contains("sbx_1");
    assertThat(Credentials.secret(basic(":sbx_1"))).contains("sbx_1");
    assertThat(Credentials.secret(basic("anna:a:b"))).contains("a:b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sbx_1", "Basic", "Basic !!!", "Basic YW5uYQ==", "Digest x", "Bearer"})
  void what_is_neither_has_no_secret(String header) {
    assertThat(Credentials.secret(header)).isEmpty();
  }

  @Test
  void no_header_has_no_secret() {
    assertThat(Credentials.secret(null)).isEmpty();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
