package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads who is to be told how a run ended. */
final class NotifyReader {
  /** What is left of {@code file://} after the settings' files were read is no folder. */
  private static final Pattern URI = Pattern.compile("(https?|smtps?|file(?!://)):\\S.*");

  private final TypedValues values;

  NotifyReader(TypedValues values) {
    this.values = values;
  }

  /**
   * The endpoints.
   *
   * @throws RunFailure (usage) naming the first that is none
   */
  Settings.Notify read() {
    return new Settings.Notify(
        endpoints(SettingKey.NOTIFY_SUCCESS),
        endpoints(SettingKey.NOTIFY_FAILURE),
        endpoints(SettingKey.NOTIFY_ALWAYS));
  }

  private List<NotifyEndpoint> endpoints(SettingKey key) {
    List<NotifyEndpoint> endpoints = new ArrayList<>();
    for (String text : values.uris(key)) {
      String place = key.path() + ", item " + (endpoints.size() + 1);
      Matcher uri = URI.matcher(text);
      if (!uri.matches()) {
        throw RunFailure.usage(
            place
                + " (from "
                + values.at(key).orElseThrow().origin()
                + ") must begin with http:, https:, smtp:, smtps: or file:, as in"
                + " https://hooks.example.org/services/1.");
      }
      endpoints.add(new NotifyEndpoint(place, uri.group(1), new Secret(text)));
    }
    return endpoints;
  }
}
