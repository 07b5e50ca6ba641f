package io.signalbox.features.feast;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.FeatureService;
import io.signalbox.features.FeatureServiceDefinition;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.Table;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Online reads as Feast's SDK asks for them. */
@RestController
class FeastController {

  /** {@code view:feature}, {@code view@latest:feature} or {@code view@v2:feature} */
  private static final Pattern REFERENCE = Pattern.compile("([^:@]+)(?:@(latest|v\\d+))?:([^:@]+)");

  private final Features features;
  private final Clock clock;

  FeastController(Features features, Clock clock) {
    this.features = features;
    this.clock = clock;
  }

  /** Exactly 200, or a refusal whose class the SDK raises. With a slash at the end of its path, the SDK sends two. */
  @PostMapping({"/get-online-features", "//get-online-features"})
  ResponseEntity<byte[]> getOnlineFeatures(HttpServletRequest request) throws IOException {
    OnlineQuestion question = OnlineQuestion.of(Bodies.object(request));
    OnlineAnswer answer = question.service().isPresent()
        ? ofService(question, question.service().get())
        : ofFeatures(question);
    return FeastProblems.Answers.json(200, answer.json());
  }

  private OnlineAnswer ofService(OnlineQuestion question, String name) {
    FeatureService service = features
        .service(name)
        .orElseThrow(() -> FeastRefusal.notFound(
            "FeatureServiceNotFoundException", "Feature service " + name + " does not exist"));
    Table inputs = inputs(question, service.keys(), service.requestInputs());
    OnlineFeatures found = features.lookup(service, clock.instant(), inputs);
    return new OnlineAnswer(question, service.keys(), references(service), found, versions());
  }

  private OnlineAnswer ofFeatures(OnlineQuestion question) {
    List<FeatureReference> references =
        question.features().stream().map(this::reference).toList();
    List<Field> keys = features.keys(references);
    Table inputs = inputs(question, keys, features.requestInputs(references));
    OnlineFeatures found = features.lookup(references, clock.instant(), inputs);
    return new OnlineAnswer(question, keys, references, found, versions());
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
    int version = versions()
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

  private Stream<DefinitionVersion> versions() {
    return FeastViews.of(features);
  }

  /** In the order of the service's features. */
  private List<FeatureReference> references(FeatureService service) {
    return features.definitions("FeatureService").stream()
        .filter(it -> it.name().equals(service.name()))
        .map(it -> ((FeatureServiceDefinition) it.definition()).features())
        .findFirst()
        .orElse(ImmutableList.of());
  }
}
