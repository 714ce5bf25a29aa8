package bactrian.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup's index as its lines say, read without the program's own reader.
 *
 * @param header the first line
 * @param frames in the order of the file
 * @param entries in the order of the file
 */
record StoredIndex(JsonNode header, List<JsonNode> frames, List<JsonNode> entries) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static StoredIndex read(StoreFolder store, String name) throws IOException, InterruptedException {
    List<String> lines =
        OutsideProgram.text(store.path().resolve(name + ".index.zst")).lines().toList();
    List<JsonNode> frames = new ArrayList<>();
    List<JsonNode> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode json = JSON.readTree(line);
      if (json.has("frame")) {
        frames.add(json.get("frame"));
      } else {
        entries.add(json.get("entry"));
      }
    }
    return new StoredIndex(JSON.readTree(lines.get(0)), frames, entries);
  }
}
