package bactrian.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A stored backup that somebody changes: by accident, or so that all its hashes are right again.
 *
 * @param folder the folder of its files
 * @param name its name
 */
public record EditedBackup(Path folder, String name) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A copy of all its files in another folder. */
  public EditedBackup copyTo(Path other) throws IOException {
    Files.createDirectories(other);
    try (var files = Files.newDirectoryStream(folder, name + ".*")) {
      for (Path file : files) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    return new EditedBackup(other, name);
  }

  /** Changes a bit at a place between a file's first byte, 0, and its last, 1. */
  public void flip(String suffix, double place) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file(suffix).toFile(), "rw")) {
      long at = Math.round(place * (bytes.length() - 1));
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ 0x10);
    }
  }

  /** Cuts so many bytes off a file's end. */
  public void cut(String suffix, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file(suffix).toFile(), "rw")) {
      file.setLength(file.length() - bytes);
    }
  }

  /** Index and manifest say one row more of a table, and their hashes are right. */
  public void claimOneRowMore(String table) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file(".index.zst")))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode json = JSON.readTree(line);
        if (json.path("entry").path("name").asText().equals(table)) {
          ObjectNode entry = (ObjectNode) json.get("entry");
          entry.put("rows", entry.get("rows").asLong() + 1);
        }
        lines.append(JSON.writeValueAsString(json)).append('\n');
      }
    }
    byte[] index = Zstd.compress(lines.toString().getBytes(StandardCharsets.UTF_8));
    Files.write(file(".index.zst"), index);
    ObjectNode manifest = (ObjectNode) JSON.readTree(file(".manifest.json").toFile());
    ObjectNode totals = (ObjectNode) manifest.get("totals");
    totals.put("rows", totals.get("rows").asLong() + 1);
    long stored = 0;
    for (JsonNode file : manifest.get("files")) {
      if (file.get("name").asText().endsWith(".index.zst")) {
        ((ObjectNode) file).put("size", index.length).put("sha256", sha256(index));
      }
      stored += file.get("size").asLong();
    }
    ((ObjectNode) manifest.get("sizes")).put("stored", stored);
    JSON.writeValue(file(".manifest.json").toFile(), manifest);
  }

  /** One of its files. */
  public Path file(String suffix) {
    return folder.resolve(name + suffix);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
