package bactrian.backup;

import bactrian.archive.Place;

/**
 * Where the archive is cut into frames: at the end of its head, where a block or a large object
 * ends once a frame is worth it, and inside long blocks. A frame has to fit into memory whole,
 * compressed, before it is checked and handed to a parser, so even a single giant row is cut.
 */
final class FrameCuts {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long AT_WHOLE_END = 8 * MEBIBYTE;
  private static final long AT_CHUNK_END = 16 * MEBIBYTE;
  private static final long INSIDE_CHUNK = 32 * MEBIBYTE;

  private FrameCuts() {}

  /**
   * Whether to cut here.
   *
   * @param length the bytes of the archive since the last cut
   */
  static boolean wanted(Place place, long length) {
    return switch (place) {
      case HEAD_END -> true;
      case BLOCK_END, OBJECT_END -> length >= AT_WHOLE_END;
      case CHUNK_END -> length >= AT_CHUNK_END;
      case INSIDE -> length >= INSIDE_CHUNK;
    };
  }
}
