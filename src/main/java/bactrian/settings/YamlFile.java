package bactrian.settings;

import bactrian.failure.RunFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Reads the part of a YAML file that is ours, every scalar as the text that was written: {@code
 * 0123} stays {@code 0123}. The parser's own messages quote the file, which may hold secrets, so
 * only their line and column are passed on.
 */
final class YamlFile {
  /** The only top-level key that is read; everything else is the application's. */
  static final String ROOT = "postgresql";

  /** How YAML's core schema writes null, without quotes. */
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private static final String MERGE = "<<";
  private static final int DEEPEST = 20;

  /** Above the parser's own limit, which then refuses the file. */
  private static final int LONGEST = 1 << 24;

  private final Path file;

  /** Aliases can make a small file huge: no more values than this are taken from one file. */
  private int left = 10_000;

  private YamlFile(Path file) {
    this.file = file;
  }

  /**
   * What the file says under {@value #ROOT}; nothing when there is no such file.
   *
   * @throws RunFailure (usage) when it cannot be read, is not YAML, or has a key twice
   */
  static Optional<Value.Branch> read(Path file) {
    // The core schema would merge "<<" while composing, and never end on a map that merges itself.
    LoadSettings yaml =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new JsonSchema())
            .setMaxAliasesForCollections(50)
            .setAllowNonScalarKeys(true)
            .build();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LONGEST);
      Optional<Node> root = new Compose(yaml).composeInputStream(new ByteArrayInputStream(content));
      return Optional.of(new YamlFile(file).ours(root));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw RunFailure.usage(
          "The settings file "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); let the user that runs this program read it, or remove it.");
    } catch (MarkedYamlEngineException e) {
      throw notYaml(file, e.getProblemMark().or(e::getContextMark).map(YamlFile::place).orElse(""));
    } catch (YamlEngineException e) {
      throw notYaml(file, "");
    }
  }

  private static RunFailure notYaml(Path file, String place) {
    return RunFailure.usage(
        "The settings file "
            + file
            + " is not valid YAML"
            + place
            + "; correct it there (text that starts with one of @ ` ! & * % or holds \": \" or \" #\""
            + " needs quotes).");
  }

  private static String place(Mark mark) {
    return " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  private Value.Branch ours(Optional<Node> root) {
    Value.Branch nothing = Value.Branch.empty(file.toString());
    if (root.isEmpty() || (root.get() instanceof ScalarNode scalar && isNull(scalar))) {
      return nothing;
    }
    if (!(root.get() instanceof MappingNode mapping)) {
      throw RunFailure.usage(
          "The settings file "
              + file
              + " holds no keys; write it as \"postgresql:\" and keys below.");
    }
    Node ours = members(mapping, 0).get(ROOT);
    return ours == null ? nothing : new Value.Branch(Map.of(ROOT, value(ours, 0)), file.toString());
  }

  private Value value(Node node, int depth) {
    spend(depth);
    if (node instanceof ScalarNode scalar) {
      return new Value.Text(isNull(scalar) ? "" : scalar.getValue(), origin(node));
    }
    if (node instanceof SequenceNode sequence) {
      List<Value> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(value(item, depth + 1));
      }
      return new Value.Items(items, origin(node));
    }
    Map<String, Value> children = new TreeMap<>();
    members((MappingNode) node, depth)
        .forEach((key, member) -> children.put(key, value(member, depth + 1)));
    return new Value.Branch(children, origin(node));
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.isPlain() && NULLS.contains(scalar.getValue());
  }

  /** The keys of a mapping, with those that a merge key brings in where they are not given. */
  private Map<String, Node> members(MappingNode mapping, int depth) {
    Map<String, Node> members = new HashMap<>();
    Map<String, Node> merged = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        continue; // A key that is itself a map or a list is none of ours.
      }
      if (key.getValue().equals(MERGE) && key.isPlain()) {
        merge(tuple.getValueNode(), depth + 1, merged);
      } else if (members.put(key.getValue(), tuple.getValueNode()) != null) {
        throw RunFailure.usage(
            "The key \""
                + key.getValue()
                + "\" stands twice in "
                + file
                + ", the second time"
                + key.getStartMark().map(YamlFile::place).orElse("")
                + "; remove one of them.");
      }
    }
    merged.forEach(members::putIfAbsent);
    return members;
  }

  private void merge(Node source, int depth, Map<String, Node> into) {
    spend(depth);
    if (source instanceof MappingNode mapping) {
      members(mapping, depth).forEach(into::putIfAbsent);
    } else if (source instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> merge(item, depth + 1, into));
    }
  }

  private void spend(int depth) {
    left--;
    if (left < 0 || depth > DEEPEST) {
      throw RunFailure.usage(
          "The settings file "
              + file
              + " nests or repeats too much; write its values out instead of using aliases.");
    }
  }

  private String origin(Node node) {
    return file + node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
  }
}
