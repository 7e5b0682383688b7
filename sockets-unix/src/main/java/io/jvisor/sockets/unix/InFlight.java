package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The descriptions that lie in queues: how many each user has, and sockets among them that nobody
 * can reach any more.
 *
 * <p>A socket that was sent is held by the message. When all that hold it are messages in queues
 * that cannot be read, because the same holds for the sockets of those queues, it is garbage: a
 * cycle that references alone would keep for ever. As in Linux, a collection starts with the
 * sockets in flight that have no other references than those of messages; those that a queue
 * outside of this set holds, and what can be reached from them, live; the rest is garbage, and what
 * lies in its queues is dropped.
 */
final class InFlight {
  /**
   * How many sockets one occasion pays for looking at: a collection waits until enough occasions
   * have come for all that survived the last one, so that many sockets in flight cost each close
   * little. What is garbage meanwhile is a fraction of what lives.
   */
  private static final int SOCKETS_PER_OCCASION = 16;

  /** The most descriptions in flight, whatever limits and privileges say. */
  private static final int MOST = 1 << 16;

  /** What this thread is about to release; null while it releases nothing. */
  private static final ThreadLocal<Releases> RELEASES = new ThreadLocal<>();

  private final ReentrantLock lock = new ReentrantLock();

  /** Descriptions in flight by user; users without any are absent. Guarded by {@link #lock}. */
  private final Map<Integer, Integer> users = new HashMap<>();

  /** Sockets in flight. Guarded by {@link #lock}. */
  private final Set<UnixSocket> sockets = new LinkedHashSet<>();

  /** Occasions for a collection since the last one. Guarded by {@link #lock}. */
  private int occasions;

  /** Sockets that the last collection looked at and left. Guarded by {@link #lock}. */
  private int survivors;

  /** Descriptions in flight. Guarded by {@link #lock}. */
  private int total;

  /** Whether sockets are in flight; read without the lock. */
  private volatile boolean hasSockets;

  /**
   * Counts the descriptions of a message that is about to be sent.
   *
   * @throws ErrnoException {@code ETOOMANYREFS} when the user has more than {@code RLIMIT_NOFILE}
   *     in flight and no privilege
   */
  void add(Task task, Rights rights) throws ErrnoException {
    if (isFull(task, rights)) {
      collect(null, true);
      if (isFull(task, rights)) {
        throw Errno.ETOOMANYREFS.exception();
      }
    }
    lock.lock();
    try {
      total += rights.count();
      users.merge(rights.user(), rights.count(), Integer::sum);
      for (int i = 0; i < rights.count(); i++) {
        if (rights.file(i) instanceof UnixSocket socket && socket.inFlight++ == 0) {
          sockets.add(socket);
          hasSockets = true;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Task task, Rights rights) {
    long limit = task.softLimit(Resource.RLIMIT_NOFILE);
    boolean privileged =
        task.credentials().has(Capability.SYS_RESOURCE)
            || task.credentials().has(Capability.SYS_ADMIN);
    lock.lock();
    try {
      int present = users.getOrDefault(rights.user(), 0);
      return total + rights.count() > MOST || (!privileged && limit >= 0 && present > limit);
    } finally {
      lock.unlock();
    }
  }

  /** Uncounts the descriptions of a message that is in no queue any more. */
  void remove(Rights rights) {
    lock.lock();
    try {
      total -= rights.count();
      users.merge(rights.user(), -rights.count(), InFlight::sumOrNothing);
      for (int i = 0; i < rights.count(); i++) {
        if (rights.file(i) instanceof UnixSocket socket && --socket.inFlight == 0) {
          sockets.remove(socket);
        }
      }
      hasSockets = !sockets.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private static Integer sumOrNothing(int present, int change) {
    return present + change == 0 ? null : present + change;
  }

  /** The same for one message, which may be null. */
  void drop(Rights dropped) {
    if (dropped != null) {
      remove(dropped);
      release(dropped, 0);
    }
  }

  /** What a thread releases. */
  private static final class Releases {
    final ArrayDeque<FileDescription> pending = new ArrayDeque<>();

    /** Whether what is left in flight may have become garbage. */
    boolean collects;
  }

  /** Uncounts messages that were thrown away, and releases what they held. */
  void drop(List<Rights> dropped) {
    for (Rights rights : dropped) {
      remove(rights);
    }
    for (Rights rights : dropped) {
      release(rights, 0);
    }
  }

  /**
   * Gives back the references of descriptions that are in flight no more, from an index on. A
   * description that goes may be a socket with others in its queue, and so on: they are released
   * one after the other, not one within the other, which a guest could make as deep as it likes.
   */
  void release(Rights rights, int first) {
    Releases outer = RELEASES.get();
    Releases mine = outer == null ? new Releases() : outer;
    for (int i = first; i < rights.count(); i++) {
      FileDescription file = rights.file(i);
      mine.collects |= file instanceof UnixSocket && file.references() > 1;
      mine.pending.add(file);
    }
    if (outer != null) {
      return;
    }
    RELEASES.set(mine);
    try {
      for (FileDescription next = mine.pending.poll(); next != null; next = mine.pending.poll()) {
        next.release();
      }
    } finally {
      RELEASES.remove();
    }
    if (mine.collects) {
      collect(null, false);
    }
  }

  /** A descriptor of a socket was closed, whose reference is still there. */
  void closing(UnixSocket socket) {
    if (hasSockets && socket.references() > 1) {
      collect(socket, false);
    }
  }

  /**
   * Drops what nobody can reach. No lock of a socket or queue is held.
   *
   * @param closing a socket of which one reference does not count, or null
   * @param now whether not to wait for more occasions
   */
  private void collect(UnixSocket closing, boolean now) {
    if (!hasSockets) {
      return;
    }
    List<Rights> dropped = new ArrayList<>();
    lock.lock();
    try {
      boolean matters = closing == null || closing.inFlight > 0;
      occasions += matters ? 1 : 0;
      int due = Math.min(survivors, sockets.size());
      if (now || (matters && occasions * SOCKETS_PER_OCCASION >= due)) {
        for (UnixSocket socket : garbage(closing)) {
          socket.forEachQueue(queue -> queue.stripRights(dropped));
        }
        occasions = 0;
        survivors = sockets.size();
      }
    } finally {
      lock.unlock();
    }
    drop(dropped);
  }

  /** Sockets in flight that cannot be reached. The lock is held. */
  private List<UnixSocket> garbage(UnixSocket closing) {
    List<UnixSocket> candidates = new ArrayList<>();
    for (UnixSocket socket : sockets) {
      int references = socket.references() - (socket == closing ? 1 : 0);
      socket.isCandidate = references == socket.inFlight;
      socket.isReached = false;
      socket.heldElsewhere = socket.inFlight;
      if (socket.isCandidate) {
        candidates.add(socket);
      }
    }
    for (UnixSocket socket : candidates) {
      forEachCandidateIn(socket, held -> held.heldElsewhere--);
    }
    ArrayDeque<UnixSocket> reached = new ArrayDeque<>();
    for (UnixSocket socket : candidates) {
      if (socket.heldElsewhere > 0) {
        socket.isReached = true;
        reached.add(socket);
      }
    }
    for (UnixSocket next = reached.poll(); next != null; next = reached.poll()) {
      forEachCandidateIn(
          next,
          held -> {
            if (!held.isReached) {
              held.isReached = true;
              reached.add(held);
            }
          });
    }
    candidates.removeIf(socket -> socket.isReached);
    return candidates;
  }

  /** What to do with a socket. */
  private interface Visitor {
    void visit(UnixSocket socket);
  }

  private static void forEachCandidateIn(UnixSocket holder, Visitor visitor) {
    holder.forEachQueue(
        queue ->
            queue.forEachRights(
                rights -> {
                  for (int i = 0; i < rights.count(); i++) {
                    FileDescription file = rights.file(i);
                    // A description that is not in the set was sent by nobody so far.
                    if (file instanceof UnixSocket held && held.inFlight > 0 && held.isCandidate) {
                      visitor.visit(held);
                    }
                  }
                }));
  }
}
