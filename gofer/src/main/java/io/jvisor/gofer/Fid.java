package io.jvisor.gofer;

import io.jvisor.platform.spi.host.HostFiles;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** What a client's number stands for: a file, and perhaps its being open. */
final class Fid {
  /** The most bytes of an extended attribute: {@code XATTR_SIZE_MAX}. */
  static final int ATTRIBUTE_MAX = 64 << 10;

  /** Serialises what uses the fields below; held during one call of the host. */
  final ReentrantLock lock = new ReentrantLock();

  /** Replaced by {@code Tlcreate}. Guarded by {@link #lock}. Holds a reference. */
  private Node node;

  /** Open for I/O or for reading the directory; -1 when not. Guarded by {@link #lock}. */
  int open = -1;

  /** Where the directory's descriptor stands. Guarded by {@link #lock}. */
  long directoryOffset;

  /** The value being read or written through this fid, or null. Guarded by {@link #lock}. */
  AttributeValue attribute;

  private final AtomicInteger users = new AtomicInteger(1);

  /** Takes over the caller's reference to the node. */
  Fid(Node node) {
    this.node = node;
  }

  /** The file; valid as long as the caller holds the fid and has not created through it. */
  Node node() {
    lock.lock();
    try {
      return node;
    } finally {
      lock.unlock();
    }
  }

  /** Becomes another file, open; takes over both. The caller holds {@link #lock}. */
  void become(Node other, int descriptor) {
    replaced = node;
    node = other;
    open = descriptor;
  }

  /** What {@link #become} replaced, kept because a call may still use it; null before. */
  private Node replaced;

  boolean tryRetain() {
    for (; ; ) {
      int count = users.get();
      if (count == 0) {
        return false;
      }
      if (users.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      if (open >= 0) {
        HostFiles.close(open);
      }
      node.release();
      if (replaced != null) {
        replaced.release();
      }
    }
  }
}
