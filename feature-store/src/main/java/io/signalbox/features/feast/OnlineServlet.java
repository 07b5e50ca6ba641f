package io.signalbox.features.feast;

import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineReads;
import io.signalbox.features.OnlineReads.Prepared;
import io.signalbox.features.RatedFeatures;
import io.signalbox.features.Table;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Online reads as Feast's SDK asks for them: exactly 200, or a refusal whose class the SDK raises. A plain servlet: what stands
 * around a controller costs as much as an answer.
 */
final class OnlineServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  static final String PATH = "/get-online-features";

  /** {@code view:feature}, {@code view@latest:feature} or {@code view@v2:feature} */
  private static final Pattern REFERENCE = Pattern.compile("([^:@]+)(?:@(latest|v\\d+))?:([^:@]+)");

  private final transient Features features;
  private final transient OnlineReads reads;
  private final transient Clock clock;

  OnlineServlet(Features features, OnlineReads reads, Clock clock) {
    this.features = features;
    this.reads = reads;
    this.clock = clock;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!request.getMethod().equals("POST")) {
        response.setHeader("Allow", "POST");
        throw FeastRefusal.notAllowed();
      }
      write(response, 200, answer(request));
    } catch (FeastRefusal refusal) {
      write(response, refusal);
    } catch (FeaturesException refusal) {
      write(response, FeastProblems.translated(refusal));
    } catch (RuntimeException e) {
      write(response, FeastProblems.notTheirs(e));
    }
  }

  private static void write(HttpServletResponse response, FeastRefusal refusal) throws IOException {
    if (refusal.mayPass()) {
      response.setHeader("Retry-After", FeastProblems.RETRY_SECONDS);
    }
    write(response, refusal.status(), refusal.body().getBytes(StandardCharsets.UTF_8));
  }

  /** Headers and body in one write. */
  private static void write(HttpServletResponse response, int status, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The body of the answer. */
  byte[] answer(HttpServletRequest request) throws IOException {
    OnlineQuestion question = OnlineQuestion.of(Bodies.object(request));
    Prepared prepared = question.service().isPresent()
        ? service(question.service().get())
        : reads.features(question.features(), this::reference);
    Table inputs = inputs(question, prepared.keys(), prepared.requestInputs());
    if (question.leastTier().isPresent()) {
      return rated(question, prepared, inputs);
    }
    OnlineFeatures found = prepared.lookup().at(clock.instant(), inputs);
    return new OnlineAnswer(question, prepared, found, FeastViews.of(features)).json();
  }

  private byte[] rated(OnlineQuestion question, Prepared prepared, Table inputs) {
    RatedFeatures rated =
        prepared.rating().at(clock.instant(), inputs).from(question.leastTier().orElseThrow());
    return new OnlineAnswer(question, prepared, rated.features(), FeastViews.of(features))
        .rated(rated)
        .json();
  }

  private Prepared service(String name) {
    return reads
        .service(name)
        .orElseThrow(() -> FeastRefusal.notFound(
            "FeatureServiceNotFoundException", "Feature service " + name + " does not exist"));
  }

  /** Keys and request inputs ride in the same place. */
  private static Table inputs(OnlineQuestion question, List<Field> keys, List<Field> requested) {
    List<Field> all = new ArrayList<>(keys);
    for (Field input : requested) {
      if (!question.entities().containsKey(input.name())) {
        throw FeastRefusal.notFound(
            "RequestDataNotFoundInEntityRowsException",
            "Required request data source features %s not found in the entity rows"
                .formatted(input.name()));
      }
      if (keys.stream().noneMatch(key -> key.name().equals(input.name()))) {
        all.add(input);
      }
    }
    return question.table(all);
  }

  private FeatureReference reference(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    if (!matcher.matches()) {
      throw FeastRefusal.invalid("features: " + text + " (expected: view:feature)");
    }
    String view = matcher.group(1);
    int version = FeastViews.of(features)
        .filter(it -> it.name().equals(view))
        .map(DefinitionVersion::version)
        .findFirst()
        .orElseThrow(() -> noView(view));
    String asked = matcher.group(2);
    if (asked != null && !asked.equals("latest") && !asked.equals("v" + version)) {
      throw noView(view + "@" + asked);
    }
    return new FeatureReference(view, matcher.group(3), matcher.group(3));
  }

  private static FeastRefusal noView(String view) {
    return FeastRefusal.notFound(
        "FeatureViewNotFoundException", "Feature view " + view + " does not exist");
  }
}
