package io.signalbox.registry.web;

import com.google.common.base.Splitter;
import io.signalbox.registry.Cards;
import io.signalbox.registry.Decision;
import io.signalbox.registry.ModelCard;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.VersionComparison;
import io.signalbox.registry.card.CardPage;
import io.signalbox.registry.card.ComparisonPage;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Model cards, versions side by side and decisions: as JSON, and as Markdown for who accepts {@code text/markdown}. */
@RestController
@RequestMapping("/api/v1/models/{name}")
class CardsController {
  private static final MediaType MARKDOWN = MediaType.parseMediaType("text/markdown;charset=UTF-8");
  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
  private static final String PAGE = "text/markdown";

  private final Cards cards;

  CardsController(Cards cards) {
    this.cards = cards;
  }

  /** 404 if the version is unknown. */
  @GetMapping(
      path = "versions/{number}/card",
      produces = {JSON, PAGE})
  ResponseEntity<?> card(
      @PathVariable String name,
      @PathVariable String number,
      @RequestParam(defaultValue = "production") String stage,
      @RequestHeader Optional<String> accept) {
    ModelCard card = cards.card(Asked.version(name, number), Asked.stage(stage));
    return answer(accept, card, () -> CardPage.of(card));
  }

  /** The last one named is the candidate, unless another is. 404 if a version is unknown. */
  @GetMapping(
      path = "compare",
      produces = {JSON, PAGE})
  ResponseEntity<?> compare(
      @PathVariable String name,
      @RequestParam String versions,
      @RequestParam Optional<String> candidate,
      @RequestParam(defaultValue = "production") String stage,
      @RequestHeader Optional<String> accept) {
    ModelName model = Asked.model(name);
    List<Integer> numbers = Splitter.on(',')
        .trimResults()
        .splitToStream(versions)
        .map(number -> Asked.version(name, number).number())
        .toList();
    int wants =
        candidate.map(number -> Asked.version(name, number).number()).orElse(numbers.getLast());
    VersionComparison sides =
        cards.compare(new Cards.Sides(model, numbers, wants, Asked.stage(stage)));
    return answer(accept, sides, () -> ComparisonPage.of(sides));
  }

  /** 400 without a reason, 404 if a version or the evidence is unknown. */
  @PostMapping(
      path = "versions/{number}/decisions",
      produces = {JSON, PAGE})
  ResponseEntity<?> decide(
      @PathVariable String name,
      @PathVariable String number,
      @RequestBody DecisionJson body,
      @RequestHeader Optional<String> accept,
      HttpServletRequest request) {
    ModelVersion version = Asked.version(name, number);
    if (body.verdict() == null) {
      throw new RegistryException.Invalid("verdict: absent (expected: enter, wait or reject)");
    }
    Decision.Recorded recorded = cards.decide(
        sides(version, body),
        body.verdict(),
        Optional.ofNullable(body.evidence()),
        Asked.of(request, body.reason()));
    URI place = URI.create(request.getRequestURI() + "/" + recorded.decision().id());
    return ResponseEntity.created(place)
        .contentType(wantsPage(accept) ? MARKDOWN : MediaType.APPLICATION_JSON)
        .body(wantsPage(accept) ? recorded.markdown() : recorded);
  }

  private static Cards.Sides sides(ModelVersion version, DecisionJson body) {
    if (body.against() == null || body.against().contains(null)) {
      throw new RegistryException.Invalid(
          "against: absent (expected: the versions that it is held against)");
    }
    List<Integer> versions = new ArrayList<>(body.against());
    for (int other : versions) {
      Asked.version(version.model().value(), Integer.toString(other));
    }
    versions.add(version.number());
    Stage stage = body.stage() == null ? Stage.PRODUCTION : body.stage();
    return new Cards.Sides(version.model(), versions, version.number(), stage);
  }

  /** The newest first. 404 if the version is unknown. */
  @GetMapping("versions/{number}/decisions")
  DecisionsJson decisions(@PathVariable String name, @PathVariable String number) {
    return new DecisionsJson(cards.decisions(Asked.version(name, number)));
  }

  /** As it was recorded. 404 if the version has none of this id. */
  @GetMapping(
      path = "versions/{number}/decisions/{id}",
      produces = {JSON, PAGE})
  ResponseEntity<?> decision(
      @PathVariable String name,
      @PathVariable String number,
      @PathVariable long id,
      @RequestHeader Optional<String> accept) {
    Decision.Recorded recorded = cards.decision(Asked.version(name, number), id);
    return answer(accept, recorded, recorded::markdown);
  }

  private static ResponseEntity<?> answer(
      Optional<String> accept, Object json, Supplier<String> page) {
    return wantsPage(accept)
        ? ResponseEntity.ok().contentType(MARKDOWN).body(page.get())
        : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json);
  }

  /** Whether Markdown is named before anything that JSON is. */
  private static boolean wantsPage(Optional<String> accept) {
    List<MediaType> types = new ArrayList<>(MediaType.parseMediaTypes(accept.orElse("*/*")));
    MimeTypeUtils.sortBySpecificity(types);
    for (MediaType type : types) {
      if (type.includes(MediaType.APPLICATION_JSON)) {
        return false;
      }
      if (type.includes(MARKDOWN)) {
        return true;
      }
    }
    return false;
  }

  /** {@code stage} is production where it is absent. */
  record DecisionJson(
      @Nullable List<Integer> against,
      @Nullable Stage stage,
      Decision.@Nullable Verdict verdict,
      @Nullable String reason,
      @Nullable String evidence) {}

  record DecisionsJson(List<Decision> decisions) {}
}
