package io.signalbox.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {

  /** RFC 4231, test case 2. */
  @Test
  void it_is_the_published_hmac() {
    assertThat(Signature.of("Jefe", "what do ya want for nothing?"))
        .isEqualTo("v1,W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
  }

  /** From Python's hmac, as mlflow.webhooks.delivery calls it. */
  @Test
  void texts_are_utf_8() {
    assertThat(Signature.of("clé", "d1.1700000000.{\"é\": 1}"))
        .isEqualTo("v1,gMyRzkCWfKAqqTfxikVqM5nVmRQhSP4ZhH5RnamDLbw=");
  }
}
