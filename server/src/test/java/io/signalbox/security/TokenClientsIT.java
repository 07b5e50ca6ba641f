package io.signalbox.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.server.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** Who comes with a token: MLflow's client and the command line. */
@Timeout(300)
class TokenClientsIT {
  @TempDir
  Path homes;

  private TokenServer server;

  @BeforeEach
  void start() {
    server = new TokenServer(homes);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void mlflows_java_client_comes_with_its_token_or_its_password() throws Exception {
    String ada = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    String url = server.url().toString();

    try (MlflowClient bearer = new MlflowClient(new BasicMlflowHostCreds(url, ada));
        MlflowClient basic = new MlflowClient(new BasicMlflowHostCreds(url, "anyone", ada));
        MlflowClient nobody = new MlflowClient(url)) {
      String experiment = bearer.createExperiment("with a token");
      assertThat(basic.getExperiment(experiment).getName()).isEqualTo("with a token");
      assertThatThrownBy(() -> nobody.getExperiment(experiment))
          .isInstanceOfAny(MlflowHttpException.class, MlflowClientException.class)
          .hasMessageContaining("401");
    }
  }

  @Test
  void the_command_line_gives_lists_and_revokes() throws Exception {
    Command given = run("", "token", "create", "ada", "--role", "operator", "--expires", "never");
    String ada = given.out().strip();
    Command refused = run("", "token", "list");
    Command scoped = run(ada, "token", "create", "ci", "--role", "viewer", "--model", "m=builder");
    Command listed = run(ada, "token", "list");
    Command revoked = run(ada, "token", "revoke", "ci");

    assertThat(given.code()).isZero();
    assertThat(ada).startsWith("sbx_").hasSize(47);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).startsWith("signalbox: token: none that is known");
    assertThat(scoped.code()).isZero();
    assertThat(listed.out())
        .containsPattern("ada +operator +expires never")
        .containsPattern("ci +viewer +expires 2026-04-01T00:00:00Z +\\{\"m\":\"builder\"}");
    assertThat(revoked.code()).as(revoked.out()).isZero();
    assertThat(run(scoped.out().strip(), "token", "list").code()).isEqualTo(1);
  }

  private Command run(String token, String... arguments) throws InterruptedException {
    return Command.run(server.url(), Map.of("SIGNALBOX_TOKEN", token), arguments);
  }
}
