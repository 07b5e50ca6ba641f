package io.signalbox.registry.tracking;

import com.google.common.base.Splitter;
import io.signalbox.registry.Access;
import io.signalbox.registry.ArtifactOwners;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Caller;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who may change a run or a logged model: a builder any; who is one with some models only, those which they made, and those of which the
 * maker made a version of these models. In no case one of which there is a version of another model: its gates read from it.
 */
@Component
class Owners implements ArtifactOwners {
  private final JdbcClient jdbc;

  Owners(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The name that is kept with what the caller makes. @throws RegistryException.Forbidden unless builder of something */
  String author() {
    limited()
        .filter(caller -> !caller.greatestRole().covers(Role.BUILDER))
        .ifPresent(caller -> Access.require(Role.BUILDER));
    return Access.caller().map(Caller::name).orElse("");
  }

  /** Asks nothing of the database where the caller is a builder. */
  void requireRun(RunInfo run) {
    limited().filter(caller -> !mayChangeRun(caller, run)).ifPresent(caller -> {
      throw forbidden(caller, "run " + run.id());
    });
  }

  void requireModel(String id) {
    limited().filter(caller -> !mayChangeModel(caller, id)).ifPresent(caller -> {
      throw forbidden(caller, "logged model " + id);
    });
  }

  @Override
  public void requireChange(String path) {
    limited().filter(caller -> !mayChangeFile(caller, path)).ifPresent(caller -> {
      throw forbidden(caller, "artifact " + path);
    });
  }

  /** Empty for a builder, and for what Signalbox does by itself. */
  private static Optional<Caller> limited() {
    return Access.caller().filter(caller -> !caller.role().covers(Role.BUILDER));
  }

  private boolean mayChangeRun(Caller caller, RunInfo run) {
    return mayChange(caller, """
        FROM registry.runs made
          LEFT JOIN registry.versions v ON v.run_id = :text AND v.run_id <> '' AND NOT v.deleted
          LEFT JOIN registry.models m ON m.model_id = v.model_id
        WHERE made.run_id = :key
        """, run.id(), Identities.parse(run.id()).orElseThrow());
  }

  private boolean mayChangeModel(Caller caller, String id) {
    return mayChange(caller, """
        FROM registry.logged_models made
          LEFT JOIN registry.versions v
            ON v.logged_model_id = :text AND v.logged_model_id <> '' AND NOT v.deleted
          LEFT JOIN registry.models m ON m.model_id = v.model_id
        WHERE made.model_id = :key
        """, id, id);
  }

  private boolean mayChange(Caller caller, String made, String text, Object key) {
    String[] granted = caller.grants().entrySet().stream()
        .filter(grant -> grant.getValue().covers(Role.BUILDER))
        .map(Map.Entry::getKey)
        .map(ModelName::value)
        .toArray(String[]::new);
    return jdbc.sql("""
            SELECT made.author <> ''
              AND (made.author = :caller OR coalesce(bool_or(v.user_id = made.author), false))
              AND coalesce(bool_and(m.name = ANY (:granted)), true)
            """ + made + "GROUP BY made.author")
        .param("caller", caller.name())
        .param("granted", granted)
        .param("text", text)
        .param("key", key)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** Whose a file is, is said by the ids among its folders; it must be below what all of them name. */
  private boolean mayChangeFile(Caller caller, String path) {
    boolean anybodys = false;
    for (String folder : Splitter.on('/').split(path)) {
      Optional<Boolean> changeable = Identities.parse(folder)
          .flatMap(this::run)
          .filter(run -> isBelow(path, run.artifactUri()))
          .map(run -> mayChangeRun(caller, run))
          .or(() -> modelFolder(folder)
              .filter(uri -> isBelow(path, uri))
              .map(uri -> mayChangeModel(caller, folder)));
      if (changeable.isPresent() && !changeable.get()) {
        return false;
      }
      anybodys |= changeable.isPresent();
    }
    return anybodys;
  }

  private Optional<RunInfo> run(UUID id) {
    return jdbc.sql("SELECT * FROM registry.runs WHERE run_id = ?")
        .params(id)
        .query(RunReader.INFO)
        .optional();
  }

  private Optional<String> modelFolder(String id) {
    if (!id.startsWith("m-")) {
      return Optional.empty();
    }
    return jdbc.sql("SELECT artifact_uri FROM registry.logged_models WHERE model_id = ?")
        .params(id)
        .query(String.class)
        .optional();
  }

  private static boolean isBelow(String path, String uri) {
    return Artifacts.pathOf(uri)
        .filter(folder -> (path + "/").startsWith(folder + "/"))
        .isPresent();
  }

  private static RegistryException forbidden(Caller caller, String what) {
    return new RegistryException.Forbidden(
        caller,
        caller.role(),
        Role.BUILDER,
        "with " + what + ", not theirs or not of their models");
  }
}
