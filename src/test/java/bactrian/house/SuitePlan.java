package bactrian.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Empties the route coverage before the first test, and notes whether every test class of the build
 * is going to run. JUnit finds it by META-INF/services.
 */
public final class SuitePlan implements TestExecutionListener {
  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    try {
      StepRecords.ofThisProcess().begin(planned(plan).containsAll(written()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> planned(TestPlan plan) {
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .map(TestIdentifier::getSource)
        .flatMap(source -> source.stream())
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getClassName())
        .collect(Collectors.toSet());
  }

  private static Set<String> written() throws IOException {
    Path classes;
    try {
      classes =
          Path.of(SuitePlan.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith("Test.class"))
          .map(name -> name.replaceFirst("\\.class$", "").replace('/', '.'))
          .filter(name -> !onlyByRequest(name))
          .collect(Collectors.toSet());
    }
  }

  /** Tests with a tag are left out unless they are asked for, and nothing else is then run. */
  private static boolean onlyByRequest(String name) {
    try {
      return Class.forName(name, false, SuitePlan.class.getClassLoader())
          .isAnnotationPresent(Tag.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
