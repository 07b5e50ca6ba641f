package io.signalbox.router.inference;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.router.LiveEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an endpoint wants to be sent. */
final class Inputs {

  private static final Field UNIT = new Field(Question.UNIT, ValueType.STRING, true);

  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final Optional<String> unit;

  private Inputs(Optional<String> unit) {
    this.unit = unit;
  }

  /** One input: a value a row where {@code width} is 0, else [N, width]. */
  private record Wanted(
      List<Field> columns, int width, boolean required, boolean fed, Datatype datatype) {}

  /**
   * The keys and the request inputs of a feature service. A key may be null: then nothing is found for it. One that is also a request input
   * is a feature itself, and may be null where that may.
   */
  static Inputs of(LiveEndpoint endpoint, FeatureService service) {
    Inputs inputs = new Inputs(endpoint.definition().unit());
    for (Field key : service.keys()) {
      inputs.want(new Field(key.name(), key.type(), true));
    }
    service.requestInputs().forEach(inputs::want); // in the place of a key of the same name
    return inputs;
  }

  private void want(Field field) {
    wanted.put(field.name(), new Wanted(List.of(field), 0, true, true, datatype(field.type())));
  }

  /** The inputs of the endpoint's models. */
  static Inputs of(LiveEndpoint endpoint, Collection<ScoringModel> models) {
    Inputs inputs = new Inputs(endpoint.definition().unit());
    for (ScoringModel model : models) {
      for (ModelInput input : model.inputs()) {
        inputs.wanted.putIfAbsent(
            input.name(), new Wanted(columns(input), input.width(), true, true, input.datatype()));
      }
    }
    endpoint
        .definition()
        .unit()
        .ifPresent(unit -> inputs.wanted.putIfAbsent(
            unit,
            new Wanted(
                List.of(new Field(unit, ValueType.STRING, true)),
                0,
                false,
                false,
                Datatype.BYTES)));
    return inputs;
  }

  private static List<Field> columns(ModelInput input) {
    ValueType type = switch (input.datatype().family) {
      case BOOL -> ValueType.BOOL;
      case INTEGER -> ValueType.INT64;
      case FLOAT -> ValueType.FLOAT64;
      case TEXT -> ValueType.STRING;
    };
    boolean nullable = input.width() == 0 && input.takesMissing();
    List<Field> columns = new ArrayList<>();
    for (int i = 0; i < Math.max(1, input.width()); i++) {
      columns.add(new Field(input.columnName(i), type, nullable));
    }
    return columns;
  }

  private static Datatype datatype(ValueType type) {
    return switch (type) {
      case BOOL -> Datatype.BOOL;
      case INT32 -> Datatype.INT32;
      case INT64 -> Datatype.INT64;
      case FLOAT32 -> Datatype.FP32;
      case FLOAT64 -> Datatype.FP64;
      default -> Datatype.BYTES;
    };
  }

  /** The columns of every {@link Question#inputs}, in order. */
  List<Field> fields() {
    return wanted.values().stream()
        .filter(Wanted::fed)
        .flatMap(input -> input.columns().stream())
        .toList();
  }

  /** As the protocol's model metadata has it; the unit is optional. */
  List<ModelInput> described() {
    List<ModelInput> described = new ArrayList<>();
    wanted.forEach(
        (name, input) -> described.add(new ModelInput(name, input.datatype(), input.width())));
    return described;
  }

  /** Checks a request's inputs. @throws Refusal if one is missing, unknown, or not of its shape and type */
  Question read(InferRequest request) {
    Map<String, InputTensor> sent = new LinkedHashMap<>();
    for (InputTensor input : request.inputs()) {
      if (!wanted.containsKey(input.name()) && !input.name().equals(Question.UNIT)) {
        throw Refusal.of("input %s: unknown (expected: %s)", input.name(), names());
      }
      sent.put(input.name(), input);
    }
    List<Column> columns = new ArrayList<>();
    @Nullable Column unitColumn = null;
    for (Map.Entry<String, Wanted> entry : wanted.entrySet()) {
      InputTensor input = sent.get(entry.getKey());
      if (input != null) {
        List<Column> read = columns(entry.getValue(), input);
        if (entry.getValue().fed()) {
          columns.addAll(read);
        }
        unitColumn = unit.filter(entry.getKey()::equals).isPresent() ? read.getFirst() : unitColumn;
      } else if (entry.getValue().required()) {
        throw Refusal.of("input %s: missing (expected: %s)", entry.getKey(), names());
      }
    }
    InputTensor explicit = wanted.containsKey(Question.UNIT) ? null : sent.get(Question.UNIT);
    if (explicit != null) {
      unitColumn = columns(new Wanted(List.of(UNIT), 0, false, false, Datatype.BYTES), explicit)
          .getFirst();
    }
    return new Question(
        Table.ofDistinct(request.rows(), columns), units(request, explicit, unitColumn));
  }

  private static List<@Nullable String> units(
      InferRequest request, @Nullable InputTensor explicit, @Nullable Column column) {
    if (explicit == null && request.unit().isPresent()) {
      return java.util.Collections.nCopies(request.rows(), request.unit().get());
    }
    return column == null
        ? java.util.Collections.nCopies(request.rows(), null)
        : Question.units(column);
  }

  private static List<Column> columns(Wanted wanted, InputTensor input) {
    boolean fits = wanted.width() == 0
        ? input.width() == 1 && input.shape().length() <= 2
        : input.shape().length() == 2 && input.width() == wanted.width();
    if (!fits) {
      throw Refusal.of(
          "input %s: shape %s (expected: %s)",
          input.name(), input.shape(), wanted.width() == 0 ? "[n]" : "[n, " + wanted.width() + "]");
    }
    if (wanted.columns().size() == 1) {
      return List.of(Columns.of(wanted.columns().getFirst(), wanted.datatype(), input, 0));
    }
    List<Column> columns = new ArrayList<>(wanted.columns().size());
    for (int i = 0; i < wanted.columns().size(); i++) {
      columns.add(Columns.of(wanted.columns().get(i), wanted.datatype(), input, i));
    }
    return columns;
  }

  private String names() {
    return String.join(", ", wanted.keySet()) + " and, if you like, " + Question.UNIT;
  }
}
