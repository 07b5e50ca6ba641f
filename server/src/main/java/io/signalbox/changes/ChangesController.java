package io.signalbox.changes;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who changed what, when and why. */
@RestController
@RequestMapping("/api/v1/changes")
class ChangesController {
  private static final int MOST = 1_000;

  private final JdbcClient jdbc;
  private final JsonMapper mapper;

  ChangesController(JdbcClient jdbc, JsonMapper mapper) {
    this.jdbc = jdbc;
    this.mapper = mapper;
  }

  /** The newest first. 400 if the limit is not from 1 to 1,000. */
  @GetMapping
  List<ChangeJson> changes(@RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST) {
      ProblemDetail problem = ProblemDetail.forStatusAndDetail(
          HttpStatus.BAD_REQUEST, "limit: " + limit + " (expected: from 1 to " + MOST + ")");
      problem.setType(URI.create("urn:signalbox:problem:invalid"));
      problem.setTitle("Invalid request");
      throw new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
    }
    return jdbc.sql("""
            SELECT at, module, author, reason, subject, action, detail
              FROM reporting.changes
             ORDER BY at DESC, module, id DESC
             LIMIT :limit
            """)
        .param("limit", limit)
        .query((row, number) -> change(row))
        .list();
  }

  private ChangeJson change(ResultSet row) throws SQLException {
    return new ChangeJson(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("module"),
        row.getString("author"),
        row.getString("reason"),
        row.getString("subject"),
        row.getString("action"),
        mapper.readTree(row.getString("detail")));
  }

  record ChangeJson(
      Instant at,
      String module,
      String author,
      String reason,
      String subject,
      String action,
      JsonNode detail) {}
}
