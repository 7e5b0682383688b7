package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The fids of one connection. */
final class FidTable {
  /** The most fids that a client may have. */
  static final int MAXIMUM = 1 << 16;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<Integer, Fid> fids = new HashMap<>();

  /** The fid of a number, with a reference that the caller releases; {@code EBADF}. */
  Fid get(int number) throws ErrnoException {
    lock.lock();
    try {
      Fid fid = fids.get(number);
      if (fid == null || !fid.tryRetain()) {
        throw Errno.EBADF.exception();
      }
      return fid;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Binds a number that is free to a new fid, whose reference it takes over when this returns.
   *
   * @throws ErrnoException {@code EBADF} when it is not free, {@code ENFILE} when there are too
   *     many
   */
  void bind(int number, Fid fid) throws ErrnoException {
    lock.lock();
    try {
      if (number == Protocol.NO_FID || fids.containsKey(number)) {
        throw Errno.EBADF.exception();
      }
      if (fids.size() >= MAXIMUM) {
        throw Errno.ENFILE.exception();
      }
      fids.put(number, fid);
    } finally {
      lock.unlock();
    }
  }

  /** Frees a number and hands its fid with its reference over; {@code EBADF}. */
  Fid remove(int number) throws ErrnoException {
    lock.lock();
    try {
      Fid fid = fids.remove(number);
      if (fid == null) {
        throw Errno.EBADF.exception();
      }
      return fid;
    } finally {
      lock.unlock();
    }
  }

  /** Frees all numbers. */
  void clear() {
    List<Fid> all;
    lock.lock();
    try {
      all = new ArrayList<>(fids.values());
      fids.clear();
    } finally {
      lock.unlock();
    }
    for (Fid fid : all) {
      fid.release();
    }
  }
}
