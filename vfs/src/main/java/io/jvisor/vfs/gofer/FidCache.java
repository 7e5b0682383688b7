package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which inodes have a fid. Only those that need one get one, by walking down from the nearest
 * directory that has; the least recently used lose theirs when there are too many.
 */
final class FidCache {
  /** The most fids; each is a descriptor in the gofer. */
  static final int LIMIT = 1024;

  /** The fid of the root, bound by attaching and kept. */
  static final int ROOT = 0;

  /** How many fids one eviction takes, told to the gofer in one message. */
  private static final int BATCH = 64;

  /** An inode's place in the cache; its fields are guarded by the cache's lock. */
  static final class Slot {
    private int fid = Protocol.NO_FID;
    private int pins;
    private Slot newer;
    private Slot older;
  }

  private final GoferClient client;
  private final ReentrantLock lock = new ReentrantLock();

  /** Ends of the list of bound slots, a ring. Guarded by {@link #lock}. */
  private final Slot ring = new Slot();

  /** Guarded by {@link #lock}. */
  private int bound;

  /** The number used last; numbers come back only after all others. Guarded by {@link #lock}. */
  private int last = ROOT;

  FidCache(GoferClient client) {
    this.client = client;
    ring.newer = ring;
    ring.older = ring;
  }

  /** A number for a new fid. */
  int newNumber() {
    lock.lock();
    try {
      do {
        last++;
      } while (last == Protocol.NO_FID || last == ROOT);
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the root's slot bound for good. */
  void adoptRoot(Slot slot) {
    lock.lock();
    try {
      slot.fid = ROOT;
      slot.pins = 1;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an inode a fid that is bound to it; forgets the fid when it has one. */
  void adopt(Slot slot, int fid) {
    int[] surplus;
    lock.lock();
    try {
      if (slot.fid != Protocol.NO_FID) {
        surplus = new int[] {fid};
      } else {
        insert(slot, fid);
        surplus = evict();
      }
    } finally {
      lock.unlock();
    }
    if (surplus != null) {
      client.forget(surplus);
    }
  }

  private void insert(Slot slot, int fid) {
    slot.fid = fid;
    bound++;
    addNewest(slot);
  }

  private void addNewest(Slot slot) {
    slot.older = ring.older;
    slot.newer = ring;
    ring.older.newer = slot;
    ring.older = slot;
  }

  private static void unlink(Slot slot) {
    slot.newer.older = slot.older;
    slot.older.newer = slot.newer;
  }

  /** Unbinds the oldest slots when there are too many; null when there are not. */
  private int[] evict() {
    if (bound <= LIMIT) {
      return null;
    }
    List<Integer> taken = new ArrayList<>(BATCH);
    for (Slot at = ring.newer; at != ring && taken.size() < BATCH; ) {
      Slot next = at.newer;
      if (at.pins == 0) {
        unlink(at);
        taken.add(at.fid);
        at.fid = Protocol.NO_FID;
        bound--;
      }
      at = next;
    }
    return taken.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The fid of an inode, bound if need be, which stays bound until {@link #unpin}.
   *
   * @throws ErrnoException {@code ESTALE} or {@code ENOENT} when the inode's name is another's, or
   *     nobody's, by now
   */
  int pin(GoferInode inode) throws ErrnoException {
    Slot slot = inode.fidSlot();
    int fid = pinBound(slot);
    if (fid != Protocol.NO_FID) {
      return fid;
    }
    // Not by recursion: a guest may nest directories as deep as it likes.
    List<GoferInode> path = new ArrayList<>();
    GoferInode above = inode;
    do {
      path.add(above);
      above = above.parentForWalk();
      if (above == null) {
        throw Errno.ESTALE.exception();
      }
      fid = pinBound(above.fidSlot());
    } while (fid == Protocol.NO_FID);
    for (int i = path.size() - 1; i >= 0; i--) {
      GoferInode below = path.get(i);
      try {
        fid = bind(fid, below);
      } finally {
        unpin(above);
      }
      above = below;
    }
    return fid;
  }

  private int pinBound(Slot slot) {
    lock.lock();
    try {
      if (slot.fid == Protocol.NO_FID) {
        return Protocol.NO_FID;
      }
      pinLocked(slot);
      return slot.fid;
    } finally {
      lock.unlock();
    }
  }

  private void pinLocked(Slot slot) {
    slot.pins++;
    if (slot.fid != ROOT) {
      unlink(slot);
      addNewest(slot);
    }
  }

  /** Walks one step and pins what it leads to. */
  private int bind(int parentFid, GoferInode inode) throws ErrnoException {
    int fid = newNumber();
    long number = client.bind(parentFid, fid, inode.nameForWalk());
    if (number != inode.hostNumber()) {
      client.forget(fid);
      throw Errno.ESTALE.exception();
    }
    adopt(inode.fidSlot(), fid);
    int pinned = pinBound(inode.fidSlot());
    return pinned != Protocol.NO_FID ? pinned : pin(inode); // evicted at once: very many pins
  }

  /** Whether an inode has a fid at the moment. */
  boolean isBound(GoferInode inode) {
    lock.lock();
    try {
      return inode.fidSlot().fid != Protocol.NO_FID;
    } finally {
      lock.unlock();
    }
  }

  void unpin(GoferInode inode) {
    lock.lock();
    try {
      inode.fidSlot().pins--;
    } finally {
      lock.unlock();
    }
  }
}
