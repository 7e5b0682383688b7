package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.host.HostCall;
import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.placement.Cpus;
import io.jvisor.platform.spi.placement.ProcessClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process of the host that holds one guest address space. Its leader makes the calls that change
 * it; guest threads are its other threads. It serves one address space only and is killed with it:
 * what its guests did to its threads cannot be known.
 */
final class StubProcess {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int PROT_READ = 1;
  private static final int PROT_READ_WRITE = 3;

  private static final int CLONE_VM = 0x100;
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_FILES = 0x400;
  private static final int CLONE_SIGHAND = 0x800;
  private static final int CLONE_THREAD = 0x10000;
  private static final int CLONE_SYSVSEM = 0x40000;
  private static final int CLONE_PARENT_SETTID = 0x100000;
  private static final int THREAD_FLAGS =
      CLONE_VM
          | CLONE_FS
          | CLONE_FILES
          | CLONE_SIGHAND
          | CLONE_THREAD
          | CLONE_SYSVSEM
          | CLONE_PARENT_SETTID;

  final int pid;

  /** The CPU time of its threads. */
  final ProcessClock clock;

  /** Which event counter and control page of the family the process has. */
  final int index;

  private final ContextFile contexts;
  private final ControlPage control;
  private final Cpus cpus;

  /** Held over a batch. Comes before {@link #life}. */
  private final ReentrantLock calls = new ReentrantLock();

  /** Guards whether the process lives, and who is in it. No call is made with it but signals. */
  private final ReentrantLock life = new ReentrantLock();

  /** Where the leader was told to work. Guarded by {@link #calls}. */
  private int leaderCpu = -1;

  /** All threads with a slot. Guarded by {@link #life}. */
  private final List<StubThread> threads = new ArrayList<>();

  /** Threads without a context. Guarded by {@link #life}. */
  private final Deque<StubThread> idle = new ArrayDeque<>();

  /** Contexts that hold a thread. Guarded by {@link #life}. */
  private int attached;

  /** Whether the address space was released. Guarded by {@link #life}. */
  private boolean released;

  /** Whether the process was reaped, and its id may be another's. Written with {@link #life}. */
  private volatile boolean dead;

  StubProcess(int pid, int index, ContextFile contexts, ControlPage control, Cpus cpus) {
    this.pid = pid;
    this.clock = new ProcessClock(pid);
    this.index = index;
    this.contexts = contexts;
    this.control = control;
    this.cpus = cpus;
  }

  boolean isDead() {
    return dead;
  }

  /** Makes changes to the guest's memory; see {@link SystrapAddressSpace#apply}. */
  boolean apply(MappingChanges changes) {
    calls.lock();
    try {
      follow();
      int done = 0;
      while (done < changes.count() && !dead) {
        control.begin();
        while (done < changes.count() && !control.isFull()) {
          add(changes, done++);
        }
        if (control.run() > 0) {
          forget();
          return false;
        }
      }
      return true;
    } finally {
      calls.unlock();
    }
  }

  /**
   * Has the leader work on the caller's CPU, which is free while the caller waits: waking a thread
   * on another one costs far more than the calls. The lock of calls is held.
   */
  private void follow() {
    int current = HostCpus.current();
    if (current != leaderCpu && cpus.several()) {
      leaderCpu = current;
      cpus.pin(pid, current);
    }
  }

  private void add(MappingChanges changes, int index) {
    long address = changes.address(index);
    long length = changes.length(index);
    if (length > StubLayout.ADDRESS_LIMIT - address) {
      throw new IllegalArgumentException("not a range of guest pages");
    }
    int protection = changes.protection(index);
    switch (changes.kind(index)) {
      case MappingChanges.MAP ->
          control.add(
              SyscallNumbers.MMAP,
              address,
              length,
              protection,
              MAP_SHARED_FIXED,
              StubLayout.MEMORY_DESCRIPTOR,
              changes.offset(index));
      case MappingChanges.UNMAP -> control.add(SyscallNumbers.MUNMAP, address, length, 0, 0, 0, 0);
      default -> control.add(SyscallNumbers.MPROTECT, address, length, protection, 0, 0, 0);
    }
  }

  /** Out of mappings: all go, and come back by faults. */
  private void forget() {
    if (control.begin().add(SyscallNumbers.MUNMAP, 0, StubLayout.ADDRESS_LIMIT, 0, 0, 0, 0).run()
        != 0) {
      // The guest must not keep frames that are no longer its own.
      kill();
    }
  }

  /** The first batch: drops what only the template may have, and makes a thread. */
  boolean begin() {
    calls.lock();
    try {
      follow();
      control
          .begin()
          .add(SyscallNumbers.MUNMAP, StubLayout.TEMPLATE_PAGE, StubLayout.PAGE, 0, 0, 0, 0)
          .add(
              SyscallNumbers.MMAP,
              StubLayout.BELLS,
              ContextFile.BELLS_BYTES,
              PROT_READ,
              MAP_SHARED_FIXED,
              StubLayout.CONTEXTS_DESCRIPTOR,
              ContextFile.BELLS);
      StubThread thread = bear();
      if (thread == null) {
        return false;
      }
      life.lock();
      try {
        idle.push(thread);
      } finally {
        life.unlock();
      }
      return true;
    } finally {
      calls.unlock();
    }
  }

  /** Makes a thread with the batch begun. The lock of calls is held. Null on failure. */
  private StubThread bear() {
    int slot = contexts.take();
    if (slot < 0) {
      return null;
    }
    StubThread thread = new StubThread(this, slot, contexts.context(slot), contexts.bell(slot));
    long address = thread.address();
    control.add(
        SyscallNumbers.MMAP,
        address,
        StubLayout.CONTEXT_BYTES,
        PROT_READ_WRITE,
        MAP_SHARED_FIXED,
        StubLayout.CONTEXTS_DESCRIPTOR,
        ContextFile.offset(slot));
    control.add(
        SyscallNumbers.CLONE,
        THREAD_FLAGS,
        0,
        address + StubLayout.TID,
        0,
        address + StubLayout.STACK,
        address);
    life.lock();
    try {
      if (dead) {
        contexts.giveBack(slot);
        return null;
      }
      threads.add(thread); // before it lives: the slot may be mapped even if it does not
    } finally {
      life.unlock();
    }
    return control.run() == 0 && thread.born() ? thread : null;
  }

  /** A thread for a context, and the context counted. Null when the host refuses. */
  StubThread attach() {
    life.lock();
    try {
      attached++;
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    } finally {
      life.unlock();
    }
    StubThread thread = null;
    calls.lock();
    try {
      if (!dead) {
        follow();
        control.begin();
        thread = bear();
      }
    } finally {
      calls.unlock();
    }
    if (thread == null) {
      detach(null);
    }
    return thread;
  }

  /** Counts a context off; its thread, which has trapped, is kept for another. */
  void detach(StubThread thread) {
    boolean last;
    life.lock();
    try {
      last = --attached == 0 && released;
      if (thread != null) {
        idle.push(thread);
      }
      giveBackSlots();
    } finally {
      life.unlock();
    }
    if (last) {
      kill();
    }
  }

  /** Marks the address space released. */
  void release() {
    boolean empty;
    life.lock();
    try {
      released = true;
      empty = attached == 0;
    } finally {
      life.unlock();
    }
    if (empty) {
      kill();
    }
  }

  /** Ends the process with all its threads. Any thread; it is reaped by its family later. */
  void kill() {
    life.lock();
    try {
      if (!dead) {
        HostProcess.kill(pid, Signals.SIGKILL);
      }
    } finally {
      life.unlock();
    }
  }

  /** Sends a thread of the process the signal that interrupts it. */
  void kick(int tid) {
    life.lock();
    try {
      if (!dead) {
        HostCall.call(SyscallNumbers.TGKILL, pid, tid, StubLayout.KICK);
      }
    } finally {
      life.unlock();
    }
  }

  /** Whether a thread is one of this process. */
  boolean owns(int tid) {
    life.lock();
    try {
      return !dead && tid > 0 && HostCall.call(SyscallNumbers.TGKILL, pid, tid, 0) == 0;
    } finally {
      life.unlock();
    }
  }

  /** Says that the process is gone, to all who wait for it. Called once, before it is reaped. */
  void bury() {
    life.lock();
    try {
      dead = true;
      for (StubThread thread : threads) {
        thread.lose();
      }
    } finally {
      life.unlock();
    }
    control.lose();
    // Who holds the lock sees the loss and lets go; then nobody uses the page any more.
    calls.lock();
    try {
      control.drain();
    } finally {
      calls.unlock();
    }
    life.lock();
    try {
      giveBackSlots();
    } finally {
      life.unlock();
    }
  }

  /** Gives the slots back once the process is gone and no context looks at one. Lock held. */
  private void giveBackSlots() {
    if (dead && attached == 0) {
      for (StubThread thread : threads) {
        contexts.giveBack(thread.slot);
      }
      threads.clear();
      idle.clear();
    }
  }
}
