package bactrian.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import bactrian.Ak;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house that the classes themselves can break. */
class HouseRulesTest {
  /** From the top; a package knows only packages on lines below its own. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("cli"),
          List.of("wiring"),
          List.of("metrics", "notify"),
          // A proof is a restore elsewhere: it uses what a restore and a backup are made of, and
          // neither knows it.
          List.of("verify"),
          List.of("backup", "restore"),
          List.of("settings"),
          List.of("postgres", "store", "retention", "schedule"),
          List.of("seal", "archive", "catalog"),
          List.of("stream"),
          List.of("failure"));

  private static JavaClasses product;
  private static JavaClasses tests;

  @BeforeAll
  static void readClasses() {
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("bactrian");
    tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("bactrian");
  }

  static Stream<String> packages() {
    return LAYERS.stream().flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyPackagesBelowIt(String name) {
    noClasses()
        .that()
        .resideInAPackage("bactrian." + name)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("bactrian..")
                .and(DescribedPredicate.not(resideInAnyPackage(reachable(name)))))
        .as("bactrian." + name + " knows only " + String.join(", ", reachable(name)))
        .allowEmptyShould(true)
        .check(product);
  }

  private static String[] reachable(String name) {
    Stream<String> below =
        LAYERS.stream().dropWhile(layer -> !layer.contains(name)).skip(1).flatMap(List::stream);
    return Stream.concat(Stream.of(name), below)
        .map(each -> "bactrian." + each)
        .toArray(String[]::new);
  }

  @Test
  void everyClassLiesInAPackageWithAPlace() {
    classes()
        .that()
        .doNotBelongToAnyOf(Ak.class)
        .should()
        .resideInAnyPackage(packages().map(name -> "bactrian." + name).toArray(String[]::new))
        .check(product);
  }

  @Test
  void camelIsKnownOnlyWhereRoutesMeetJava() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            in("wiring", "cli", "notify", "verify", "backup", "restore", "postgres", "store"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(product);
  }

  @Test
  void beansAreBoundInWiringOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("bactrian.wiring")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel.main..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("org\\.apache\\.camel\\.(BindToRegistry|.*Registry)")
        .check(product);
  }

  @Test
  void orderLivesInRoutes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("bactrian.wiring")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.apache\\.camel\\..*(ProducerTemplate|ConsumerTemplate)")
        .check(product);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)")
        .check(product);
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)")
        .check(tests);
  }

  @Test
  void noPipeEndsCleanlyWhenItsWriterDies() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Piped.*")
        .check(product);
  }

  @Test
  void programsAreStartedByPostgresOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("bactrian.postgres")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethodWhere(calls(Runtime.class, "exec"))
        .check(product);
  }

  @Test
  void onlyMainMeetsTheWorldOutside() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Ak.class)
        .should()
        .callMethodWhere(calls(System.class, "getenv", "exit"))
        .orShould()
        .callMethodWhere(calls(Runtime.class, "exit", "halt"))
        .orShould()
        .accessFieldWhere(
            describe(
                "System.in, out or err is used",
                access -> access.getTargetOwner().isEquivalentTo(System.class)))
        .check(product);
  }

  @Test
  void nothingSleeps() {
    for (JavaClasses some : List.of(product, tests)) {
      noClasses()
          .should()
          .callMethodWhere(calls(Thread.class, "sleep").or(calls(TimeUnit.class, "sleep")))
          .check(some);
    }
  }

  @Test
  void logsGoThroughSlf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(product);
  }

  @Test
  void whatIsPublicIsNotOpenForInheritance() {
    classes()
        .that()
        .arePublic()
        .and()
        .areNotInterfaces()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .orShould(ArchCondition.from(describe("be an enum or sealed", HouseRulesTest::closed)))
        .check(product);
  }

  private static boolean closed(JavaClass type) {
    return type.isEnum() || type.reflect().isSealed();
  }

  @Test
  void nothingStaticHasState() {
    fields().that().areStatic().should().beFinal().check(product);
    noFields()
        .that()
        .areStatic()
        .should()
        .haveRawType(resideInAnyPackage("java.util.concurrent.."))
        .allowEmptyShould(true)
        .check(product);
  }

  private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, String... methods) {
    return describe(
        owner.getSimpleName() + "." + String.join(" or .", methods) + " is called",
        call ->
            call.getTargetOwner().isEquivalentTo(owner)
                && List.of(methods).contains(call.getName()));
  }

  private static String[] in(String... names) {
    return Stream.of(names).map(name -> "bactrian." + name).toArray(String[]::new);
  }
}
