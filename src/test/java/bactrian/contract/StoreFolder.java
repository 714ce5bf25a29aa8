package bactrian.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of a local store, as whoever looks into it sees it. It knows nothing of the program's
 * own classes.
 *
 * @param path the folder; it need not exist
 */
record StoreFolder(Path path) {
  private static final String MANIFEST = ".manifest.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The names of its files, sorted; the private folder is not among them. */
  List<String> files() throws IOException {
    return names(path);
  }

  /** The names of what waits in the private folder, sorted. */
  List<String> incoming() throws IOException {
    return names(path.resolve(".incoming"));
  }

  /** The names of the backups that have a manifest, sorted. */
  List<String> published() throws IOException {
    return files().stream()
        .filter(file -> file.endsWith(MANIFEST))
        .map(file -> file.substring(0, file.length() - MANIFEST.length()))
        .toList();
  }

  /** The files of runs that did not come to their end, or not yet; sorted. */
  List<String> withoutManifest() throws IOException {
    List<String> whole = published();
    return files().stream()
        .filter(file -> whole.stream().noneMatch(name -> file.startsWith(name + ".")))
        .toList();
  }

  JsonNode manifest(String name) throws IOException {
    return JSON.readTree(path.resolve(name + MANIFEST).toFile());
  }

  Path archive(String name) {
    return path.resolve(name + ".zst");
  }

  /**
   * What is wrong with the files that the manifest of this backup names: one that is missing, or
   * has another size or hash. Empty when they are as they should be.
   */
  List<String> faults(String name) throws IOException {
    List<String> faults = new ArrayList<>();
    for (JsonNode file : manifest(name).get("files")) {
      Path stored = path.resolve(file.get("name").asText());
      if (Files.notExists(stored)) {
        faults.add("missing: " + stored);
      } else if (Files.size(stored) != file.get("size").asLong()
          || !sha256(stored).equals(file.get("sha256").asText())) {
        faults.add("other bytes: " + stored);
      }
    }
    return faults;
  }

  /** The hash of every file, to tell later whether any was touched. */
  SortedMap<String, String> fingerprints() throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String file : files()) {
      hashes.put(file, sha256(path.resolve(file)));
    }
    return hashes;
  }

  /** The mode of a file or folder, such as {@code rw-------}. */
  static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  static String sha256(Path file) throws IOException {
    return sha256(Files.readAllBytes(file));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
