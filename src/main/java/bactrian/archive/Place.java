package bactrian.archive;

/** What lies before an offset at which an archive may be cut into pieces. */
public enum Place {
  /** The header and the table of contents, whole. */
  HEAD_END,
  /** A whole block. */
  BLOCK_END,
  /** A whole large object of a block; another one follows, or the mark that ends them. */
  OBJECT_END,
  /** A whole chunk of a block, as a rule one row; more of the block follows. */
  CHUNK_END,
  /** A part of one chunk that is longer than the reader's buffer. */
  INSIDE
}
