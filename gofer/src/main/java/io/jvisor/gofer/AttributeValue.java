package io.jvisor.gofer;

/** An extended attribute that is read or written through a fid of its own. */
final class AttributeValue {
  /** The attribute to set when the fid is clunked; null when this is a value being read. */
  final String name;

  /** Flags of {@code setxattr(2)}. */
  final int flags;

  final byte[] bytes;

  /** How much has been written. Guarded by the fid's lock. */
  int written;

  AttributeValue(String name, int flags, byte[] bytes) {
    this.name = name;
    this.flags = flags;
    this.bytes = bytes;
  }
}
