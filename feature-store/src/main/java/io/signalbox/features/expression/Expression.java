package io.signalbox.features.expression;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A compiled CEL expression. Thread-safe. It has no loops and no macros, so that its cost is bounded by its length and by the
 * values it is given; {@code matches} is linear (RE2).
 */
public final class Expression {

  /** A longer text is refused. */
  public static final int MOST_CHARS = 4_000;

  private static final CelOptions OPTIONS = CelOptions.current().build();
  private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
      .addLibraries(CelExtensions.math())
      .build();

  private final String text;
  private final CelRuntime.Program program;
  private final ImmutableSet<String> names;

  private Expression(String text, CelRuntime.Program program, ImmutableSet<String> names) {
    this.text = text;
    this.program = program;
    this.names = names;
  }

  /**
   * Compiles a text whose result is of this kind.
   *
   * @throws ExpressionRefused if it does not compile, uses another name, or gives something else
   */
  public static Expression compile(String text, List<Variable> variables, Kind result) {
    if (text.length() > MOST_CHARS) {
      throw new ExpressionRefused(
          1, 1, "%d characters (expected: at most %d)".formatted(text.length(), MOST_CHARS));
    }
    CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .addLibraries(CelExtensions.math())
        .setResultType(simple(result));
    variables.forEach(variable -> builder.addVar(variable.name(), type(variable)));
    CelCompiler compiler = builder.build();
    CelValidationResult compiled = compiler.compile(text);
    if (compiled.hasError()) {
      throw refused(compiled.getErrors().getFirst(), variables);
    }
    try {
      CelAbstractSyntaxTree tree = compiled.getAst();
      return new Expression(text, RUNTIME.createProgram(tree), names(tree, variables));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new ExpressionRefused(1, 1, "not a program (expected: CEL)");
    }
  }

  private static ExpressionRefused refused(CelIssue issue, List<Variable> variables) {
    String message = issue.getMessage().replace(" (in container '')", "");
    if (message.startsWith("undeclared reference")) {
      message += " (expected: one of " + variables.stream().map(Variable::name).toList() + ")";
    } else if (message.contains("double") && message.contains("int")) {
      message += "; nothing is converted by itself: write 1.0 for 1, or double(x)";
    }
    return new ExpressionRefused(
        Math.max(1, issue.getSourceLocation().getLine()),
        issue.getSourceLocation().getColumn() + 1,
        message);
  }

  private static ImmutableSet<String> names(CelAbstractSyntaxTree tree, List<Variable> variables) {
    Set<String> declared =
        variables.stream().map(Variable::name).collect(ImmutableSet.toImmutableSet());
    return tree.getReferenceMap().values().stream()
        .map(reference -> reference.name())
        .filter(declared::contains)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static CelType type(Variable variable) {
    CelType simple = simple(variable.kind());
    if (variable.map()) {
      return MapType.create(SimpleType.STRING, simple);
    }
    CelType type = variable.list() ? ListType.create(simple) : simple;
    return variable.nullable() && !variable.list() ? NullableType.create(type) : type;
  }

  private static CelType simple(Kind kind) {
    return switch (kind) {
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case DECIMAL -> SimpleType.DOUBLE;
      case TEXT -> SimpleType.STRING;
      case BYTES -> SimpleType.BYTES;
      case TIME -> SimpleType.TIMESTAMP;
    };
  }

  /** The variables that it uses. */
  public Set<String> names() {
    return names;
  }

  /**
   * The value, as its {@link Kind} says. Empty where it is null, not finite, or cannot be computed: a missing value in an
   * operation, a division by zero, a number out of range.
   *
   * @param values of every name that it uses, as its {@link Kind} says; empty where it is missing
   */
  public Optional<Object> evaluate(Function<String, Optional<?>> values) {
    Map<String, Object> given = new HashMap<>();
    for (String name : names) {
      given.put(
          name, values.apply(name).<Object>map(Expression::given).orElse(NullValue.NULL_VALUE));
    }
    try {
      return result(program.eval(given));
    } catch (CelEvaluationException e) {
      return Optional.empty();
    }
  }

  private static Object given(Object value) {
    return switch (value) {
      case ByteBuffer bytes -> CelByteString.of(array(bytes));
      case List<?> list ->
        list.stream().map(Expression::given).collect(ImmutableList.toImmutableList());
      default -> value;
    };
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }

  private static Optional<Object> result(Object value) {
    return switch (value) {
      case NullValue nothing -> Optional.empty();
      case Double number when !Double.isFinite(number) -> Optional.empty();
      case CelByteString bytes ->
        Optional.of(ByteBuffer.wrap(bytes.toByteArray()).asReadOnlyBuffer());
      default -> Optional.of(value);
    };
  }

  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression that && that.text.equals(text) && that.names.equals(names);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
