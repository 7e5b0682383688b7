package io.jvisor.vfs.gofer;

/**
 * An open host descriptor that the gofer donated. Users share one for each inode and kind of
 * access; between users it waits in the {@link HandleCache}.
 */
final class HostHandle {
  final int descriptor;
  final boolean readable;
  final boolean writable;

  /** Guarded by the lock of the {@link HandleCache}. */
  int users = 1;

  /** Whether the inode has given it up, so that the last user closes it. As {@link #users}. */
  boolean retired;

  HostHandle(int descriptor, boolean readable, boolean writable) {
    this.descriptor = descriptor;
    this.readable = readable;
    this.writable = writable;
  }
}
