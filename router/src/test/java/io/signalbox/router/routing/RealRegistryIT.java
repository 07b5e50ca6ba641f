package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.signalbox.features.Features;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.Partial;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import io.signalbox.router.Split;
import io.signalbox.router.inference.Graphs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The same with the real registry, its files and ONNX Runtime: what the fakes of the other tests stand for. */
class RealRegistryIT {
  private static final Attribution ALICE = new Attribution("alice", "because");
  private static final ModelName DELAYS = new ModelName("delays");
  private static final EndpointName NAME = new EndpointName("flight_delay");

  private final TestDatabase database = TestDatabase.fresh();
  private AnnotationConfigApplicationContext context;

  @TempDir
  private Path home;

  /** No {@code @Configuration}: the scans of other tests must not find it. */
  @EnableTransactionManagement
  @ComponentScan(
      basePackages = {"io.signalbox.registry", "io.signalbox.router"},
      nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class,
      excludeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern = ".*\\.(web|mlflow|journal)\\..*|.*(IT|Test|Replica|DataPlaneConfig).*"))
  static class Rooms {}

  @BeforeEach
  void start() throws IOException {
    open();
    context.getBean(Registry.class).apply(new ModelDefinition(DELAYS, "", List.of()), ALICE);
    register(Graphs.logistic(new float[] {1, -2}, 0.5f));
    register(Graphs.logistic(new float[] {2, -1}, 0.5f));
    register("not a graph".getBytes(StandardCharsets.UTF_8));
    router().apply(following(), ALICE);
  }

  private void open() {
    context = new AnnotationConfigApplicationContext();
    var source = new DelegatingDataSource(database.dataSource());
    var transactions = new JdbcTransactionManager(source);
    var properties = Map.<String, Object>of("signalbox.home", home.toString());
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
    context.registerBean(DataSource.class, () -> source);
    context.registerBean(PlatformTransactionManager.class, () -> transactions);
    context.registerBean(TransactionTemplate.class, () -> new TransactionTemplate(transactions));
    context.registerBean(JdbcClient.class, () -> JdbcClient.create(source));
    context.registerBean(Clock.class, Clock::systemUTC);
    context.registerBean(Features.class, () -> Partial.of(Features.class, new FakeFeatures()));
    context.registerBean(
        JsonMapper.class,
        () -> JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build());
    context.register(Rooms.class);
    context.refresh();
  }

  @AfterEach
  void stop() {
    context.close();
    database.close();
  }

  @Test
  void what_the_registry_promotes_is_served_and_what_it_takes_back_is_taken_back() {
    promote(1);
    awaitServing(1);

    promote(2);
    awaitServing(2);
    assertThat(status()).isEqualTo("serves 2, which is in Production");

    promote(1);
    awaitServing(1);
    assertThat(live().model(1).version()).isEqualTo(new ModelVersion(DELAYS, 1));
    assertThat(router().history(NAME)).hasSize(3);
  }

  @Test
  void the_registry_knows_what_is_served_also_from_tables_of_a_time_in_which_nobody_told_it() {
    promote(1);
    awaitServing(1);
    router()
        .split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of(2)), Optional.empty(), ALICE);
    assertThat(deployed()).containsExactly("1 9000 false", "2 0 true", "2 1000 false");
    JdbcClient.create(database.dataSource())
        .sql("TRUNCATE registry.deployments")
        .update();

    context.close();
    open();

    assertThat(deployed()).containsExactly("1 9000 false", "2 0 true", "2 1000 false");
  }

  private List<String> deployed() {
    return context.getBean(Deployments.class).inForce(DELAYS).stream()
        .map(arm -> arm.version() + " " + arm.share() + " " + arm.shadow())
        .sorted()
        .toList();
  }

  @Test
  void a_version_whose_file_is_no_graph_is_promoted_but_not_served() {
    promote(1);
    awaitServing(1);

    promote(3);

    await()
        .untilAsserted(
            () -> assertThat(status()).startsWith("serves 1, Production is 3: delays/3"));
    assertThatThrownBy(() -> router()
            .split(NAME, new Split(Map.of(1, 9_000, 3, 1_000), List.of()), Optional.empty(), ALICE))
        .isInstanceOf(RouterException.DoesNotLoad.class);
    assertThat(router().history(NAME)).hasSize(1);
  }

  @Test
  void a_split_to_a_version_that_the_registry_does_not_have_is_refused() {
    promote(1);
    awaitServing(1);

    assertThatThrownBy(() -> router()
            .split(NAME, new Split(Map.of(1, 9_000, 4, 1_000), List.of()), Optional.empty(), ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("version: 4 (expected: a version of model delays)");
  }

  @Test
  void a_model_whose_files_were_lost_is_refused_by_name_and_another_can_take_its_place()
      throws Exception {
    promote(1);
    awaitServing(1);
    context.close();
    MoreFiles.deleteDirectoryContents(
        home.resolve("artifacts"), RecursiveDeleteOption.ALLOW_INSECURE);

    open();

    assertThat(context.getBean(LiveEndpoints.class).find("flight_delay")).isEmpty();
    assertThat(status())
        .startsWith("serves nothing, Production is 1; table 1 is not in force here: delays/1: ")
        .contains("/model/MLmodel cannot be read");
    assertThatThrownBy(() ->
            router().split(NAME, new Split(Map.of(2, 10_000), List.of()), Optional.empty(), ALICE))
        .isInstanceOf(RouterException.DoesNotLoad.class)
        .hasMessageStartingWith("delays/2: ")
        .hasMessageContaining("/model/MLmodel cannot be read");
    register(Graphs.logistic(new float[] {1, -2}, 0.5f));
    promote(4);
    awaitServing(4);
    assertThat(status()).isEqualTo("serves 4, which is in Production");
  }

  private void register(byte[] graph) throws IOException {
    var tracking = context.getBean(Tracking.class);
    var artifacts = context.getBean(Artifacts.class);
    Tracking.Run run = tracking.startRun(tracking.experiment("delays"), "fit", Map.of());
    byte[] description =
        "flavors:\n  onnx:\n    data: model.onnx\n".getBytes(StandardCharsets.UTF_8);
    artifacts.write(run.artifactPath() + "/model/MLmodel", new ByteArrayInputStream(description));
    artifacts.write(run.artifactPath() + "/model/model.onnx", new ByteArrayInputStream(graph));
    var version =
        new NewVersion(DELAYS, "runs:/" + run.id() + "/model", Optional.of(run.id()), "", Map.of());
    context.getBean(Registry.class).createVersion(version, ALICE);
  }

  private void promote(int number) {
    context
        .getBean(Registry.class)
        .transition(new ModelVersion(DELAYS, number), Stage.PRODUCTION, ALICE);
  }

  private void awaitServing(int version) {
    await()
        .until(() -> context
            .getBean(LiveEndpoints.class)
            .find("flight_delay")
            .filter(live ->
                live.slots().largest() == version && live.production().equals(Optional.of(version)))
            .isPresent());
  }

  private LiveEndpoint live() {
    return context.getBean(LiveEndpoints.class).find("flight_delay").orElseThrow();
  }

  private String status() {
    return router().endpoint(NAME).orElseThrow().status();
  }

  private Router router() {
    return context.getBean(Router.class);
  }

  private static EndpointDefinition following() {
    return new EndpointDefinition(
        NAME,
        DELAYS,
        Optional.of("tail_number"),
        Optional.empty(),
        Optional.of("probability"),
        Optional.empty(),
        Optional.empty());
  }
}
