package bactrian.settings;

import bactrian.failure.Secret;

/**
 * Somebody to be told how a run ended.
 *
 * @param place where it stands in the settings, for complaints: an address may hold a token
 * @param scheme its first part, such as {@code https}
 * @param uri the whole of it, a Camel endpoint
 */
public record NotifyEndpoint(String place, String scheme, Secret uri) {}
