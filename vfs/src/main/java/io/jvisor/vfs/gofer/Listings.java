package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.ErrnoException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** Reads directories and bounds how much of them is remembered. */
final class Listings {
  /** The most entries remembered in all. */
  private static final int LIMIT = 1 << 16;

  /** A directory and how much it counts for. */
  private record Kept(DirectoryInode directory, Listing listing) {}

  private final ReentrantLock lock = new ReentrantLock();

  /** Oldest first; may name listings that were dropped since. Guarded by {@link #lock}. */
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();

  /** Guarded by {@link #lock}. */
  private int entries;

  /** Reads a whole directory; null when it is too large. */
  Listing load(DirectoryInode directory) throws ErrnoException {
    int begunAt = directory.generation();
    Listing listing = new Listing();
    long offset = 0;
    while (!directory.readChunk(offset, listing)) {
      if (listing.entries.size() >= Listing.LIMIT) {
        return null;
      }
      offset = listing.lastOffset;
    }
    if (!directory.files.isShared()) {
      keep(directory, listing, begunAt);
    }
    return listing;
  }

  private void keep(DirectoryInode directory, Listing listing, int begunAt) {
    directory.setListing(listing, begunAt);
    lock.lock();
    try {
      kept.add(new Kept(directory, listing));
      entries += listing.entries.size() + 1;
      while (entries > LIMIT) {
        Kept oldest = kept.remove();
        entries -= oldest.listing.entries.size() + 1;
        if (oldest.directory.listing() == oldest.listing) {
          oldest.directory.dropListing();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
