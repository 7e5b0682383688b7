package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.placement.ProcessClock;

/**
 * A process of the host that holds one guest address space. Its leader never runs guest code; it
 * belongs to the {@link StubService}. Guest threads are its other threads.
 */
final class StubProcess {
  /** Parked threads that are kept for the next context; more than these end. */
  private static final int KEPT = 2;

  final int pid;

  /** The CPU time of its tracees. */
  final ProcessClock clock;

  /** Used on the service's thread only. */
  final Tracee leader;

  /** What changes are told through. */
  final ChangeList list;

  /** Threads that wait in the stub's loop, traced by nobody. Guarded by {@code this}. */
  private final int[] parked = new int[KEPT];

  /** Guarded by {@code this}. */
  private int parkedCount;

  /** Contexts that hold a thread of this process. Guarded by {@code this}. */
  private int attached;

  /** Whether the address space was released. Guarded by {@code this}. */
  private boolean released;

  /** Whether the process was told to die, or found dead. */
  private volatile boolean dead;

  StubProcess(int pid, Tracee leader, ChangeList list) {
    this.pid = pid;
    this.clock = new ProcessClock(pid);
    this.leader = leader;
    this.list = list;
  }

  /** Takes a parked thread for a context, and counts the context. Returns its tid, or 0. */
  synchronized int attach() {
    attached++;
    return parkedCount > 0 ? parked[--parkedCount] : 0;
  }

  /** Whether a context's thread should be parked rather than ended. */
  synchronized boolean wantsParked() {
    return parkedCount < KEPT && !dead;
  }

  /** Adds a parked thread. */
  synchronized void park(int tid) {
    if (parkedCount < KEPT) {
      parked[parkedCount++] = tid;
    }
  }

  /** Counts a context off. Returns true when that was the last of a released address space. */
  synchronized boolean detach() {
    return --attached == 0 && released;
  }

  /** Marks the address space released. Returns true when no context is in it any more. */
  synchronized boolean release() {
    if (released) {
      return false;
    }
    released = true;
    return attached == 0;
  }

  /** Whether no context is in the process. */
  synchronized boolean isEmpty() {
    return attached == 0;
  }

  /** Makes a released, empty process ready for another address space. */
  synchronized void reuse() {
    released = false;
  }

  /** Ends the process with all its threads. Any thread; it is reaped by the service later. */
  void kill() {
    dead = true;
    HostProcess.kill(pid, Signals.SIGKILL);
  }

  boolean isDead() {
    return dead;
  }
}
