package io.signalbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line of the modules, the rooms inside them, and where the time comes from. */
class ArchitectureTest {

  /** A rule that sees no class passes; this many were there when the modules were begun. */
  private static final int FEWEST_CLASSES = 400;

  /** The demo's recorded year plays what happens outside of Signalbox; see {@code docs/rationale.md}. */
  private static final String THE_OUTSIDE_WORLD = "io.signalbox.demo.RecordedYear";

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("io.signalbox");

  private static final List<String> MODULES =
      List.of("features", "registry", "router", "monitor", "trainer");

  @Test
  void the_rules_see_every_module() {
    assertThat(CLASSES).hasSizeGreaterThan(FEWEST_CLASSES);
    assertThat(MODULES).allMatch(module -> CLASSES.containPackage("io.signalbox." + module));
  }

  @Test
  void imports_point_up_the_line() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.signalbox..")
        .layer("features")
        .definedBy("io.signalbox.features..")
        .layer("registry")
        .definedBy("io.signalbox.registry..")
        .layer("router")
        .definedBy("io.signalbox.router..")
        .layer("monitor")
        .definedBy("io.signalbox.monitor..")
        .layer("trainer")
        .definedBy("io.signalbox.trainer..")
        .layer("migrations")
        .definedBy("io.signalbox.migrations..")
        .layer("server")
        .definedBy(server())
        .whereLayer("migrations")
        .mayNotAccessAnyLayer()
        .whereLayer("features")
        .mayOnlyAccessLayers("migrations")
        .whereLayer("registry")
        .mayOnlyAccessLayers("features", "migrations")
        .whereLayer("router")
        .mayOnlyAccessLayers("registry", "features", "migrations")
        .whereLayer("monitor")
        .mayOnlyAccessLayers("router", "registry", "features", "migrations")
        .whereLayer("trainer")
        .mayOnlyAccessLayers("monitor", "router", "registry", "features", "migrations")
        .check(CLASSES);
  }

  @Test
  void the_registry_sees_nothing_of_features_but_expressions() {
    noClasses()
        .that()
        .resideInAPackage("io.signalbox.registry..")
        .should()
        .dependOnClassesThat(resideInAPackage("io.signalbox.features..")
            .and(DescribedPredicate.not(resideInAPackage("io.signalbox.features.expression.."))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"features", "registry", "router", "monitor", "trainer"})
  void other_modules_import_faces_only(String module) {
    DescribedPredicate<JavaClass> insideRooms = resideInAPackage("io.signalbox." + module + ".*..")
        .and(DescribedPredicate.not(resideInAPackage("io.signalbox.features.expression")))
        .and(DescribedPredicate.not(resideInAPackage("io.signalbox.registry.delivery")));
    noClasses()
        .that()
        .resideOutsideOfPackage("io.signalbox." + module + "..")
        .should()
        .dependOnClassesThat(insideRooms)
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"router.assignment", "monitor.drift", "monitor.experiment", "monitor.scoring"})
  void numbers_go_into_pure_rooms_and_numbers_come_out(String room) {
    noClasses()
        .that()
        .resideInAPackage("io.signalbox." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "tools.jackson..",
            "com.fasterxml.jackson..",
            "jakarta..",
            "java.sql..",
            "javax.sql..",
            "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(CLASSES); // and fails where the room is empty
  }

  @ParameterizedTest
  @CsvSource({
    "org.duckdb, features.offline",
    "dev.cel, features.expression",
    "ai.onnxruntime, router.inference",
    "org.sqlite, router.journal",
    "org.apache.hc, registry.delivery|demo",
    "org.mlflow, registry.importing"
  })
  void a_foreign_library_keeps_to_its_room(String library, String rooms) {
    DescribedPredicate<JavaClass> usesIt = DescribedPredicate.describe(
        "use " + library,
        type -> type.getDirectDependenciesFromSelf().stream()
            .anyMatch(use -> use.getTargetClass().getPackageName().startsWith(library)));
    assertThat(CLASSES.that(usesIt))
        .isNotEmpty()
        .allMatch(type -> Stream.of(rooms.split("\\|"))
            .anyMatch(room -> type.getPackageName().startsWith("io.signalbox." + room)));
  }

  /** A driver is also reached by an address, which is no dependency: the address is looked for in the class files themselves. */
  @ParameterizedTest
  @CsvSource({"jdbc:duckdb, features.offline", "jdbc:sqlite, router.journal"})
  void a_foreign_database_is_opened_in_its_room(String address, String room) {
    assertThat(CLASSES.stream().filter(type -> says(type, address)))
        .isNotEmpty()
        .allMatch(type -> type.getPackageName().startsWith("io.signalbox." + room)
            || type.getName().equals(THE_OUTSIDE_WORLD));
  }

  private static boolean says(JavaClass type, String text) {
    try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void quartz_is_known_to_jobs_and_schedules_only() {
    noClasses()
        .that(DescribedPredicate.not(simpleNameEndingWith("Job")
            .or(simpleNameEndingWith("Schedule"))
            .or(simpleNameEndingWith("Schedules"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.quartz..")
        .check(CLASSES);
  }

  @Test
  void packages_do_not_go_round_in_circles() {
    slices().matching("io.signalbox.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void business_time_comes_from_the_injected_clock() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callConstructor(Date.class)
        .check(CLASSES);
  }

  @Test
  void only_the_command_line_and_the_server_choose_the_system_clock() {
    noClasses()
        .that(DescribedPredicate.not(server()))
        .should()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(CLASSES);
  }

  @Test
  void every_package_says_that_null_is_marked() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .allMatch(java -> java.isAnnotatedWith(NullMarked.class));
  }

  /** What is under io.signalbox and in no module. */
  private static DescribedPredicate<JavaClass> server() {
    return DescribedPredicate.describe(
        "server",
        type -> type.getPackageName().startsWith("io.signalbox")
            && !type.getPackageName().startsWith("io.signalbox.migrations")
            && MODULES.stream()
                .noneMatch(module ->
                    (type.getPackageName() + ".").startsWith("io.signalbox." + module + ".")));
  }
}
