package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.sync.Joining;
import io.jvisor.platform.spi.host.HostCall;
import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.host.HostMemory;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.host.HostSystem;
import io.jvisor.platform.spi.placement.Cpus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A template process, the stubs cloned from it, and the thread that buries them.
 *
 * <p>The template is born with the event counters that its clones will use, which bounds their
 * number. All of them are children of the family's thread, and the host kills them when that thread
 * ends: it lives as long as they do.
 */
final class StubFamily {
  private static final int RLIMIT_NOFILE = 7;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int P_PGID = 2;
  private static final int WAIT_END_AND_LEAVE = 0x0100_0004; // WEXITED | WNOWAIT
  private static final int SIGINFO_BYTES = 128;
  private static final int SIGINFO_PID = 16;

  private static final int CLONE_FS = 0x200;
  private static final int CLONE_FILES = 0x400;
  private static final int CLONE_PARENT = 0x8000;
  private static final int CLONE_PARENT_SETTID = 0x100000;

  /** A child of the kernel's, not of the template's. */
  private static final int PROCESS_FLAGS =
      CLONE_FS | CLONE_FILES | CLONE_PARENT | CLONE_PARENT_SETTID | Signals.SIGCHLD;

  private final ContextFile contexts;
  private final int memoryDescriptor;
  private final byte[] image;
  private final Cpus cpus;
  private final int kernelPid = (int) HostCall.call(SyscallNumbers.GETPID, 0, 0, 0);

  private final int controlDescriptor;
  private final MemorySegment controls;
  private final int[] events = new int[mostProcesses()];

  /** Set before the constructor returns. */
  private int templatePid;

  private final ReentrantLock lock = new ReentrantLock();

  /** The template's page of calls. Guarded by {@link #lock}. */
  private final ControlPage template;

  /** Where the template was told to work. Guarded by {@link #lock}. */
  private int templateCpu = -1;

  /** Event counters in use. Guarded by {@link #lock}. */
  private final BitSet used = new BitSet();

  /** By process id. Guarded by {@link #lock}. */
  private final Map<Integer, StubProcess> processes = new HashMap<>();

  /** Processes that ended before they were known. Guarded by {@link #lock}. */
  private final Set<Integer> unknown = new HashSet<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  private final Thread thread;

  StubFamily(int memoryDescriptor, ContextFile contexts, byte[] image, Cpus cpus) {
    this.memoryDescriptor = memoryDescriptor;
    this.contexts = contexts;
    this.image = image;
    this.cpus = cpus;
    long bytes = (long) StubLayout.PAGE * (1 + events.length);
    this.controlDescriptor = HostMemory.createFile("jvisor-control", bytes);
    this.controls = HostMemory.mapShared(controlDescriptor, bytes);
    for (int i = 0; i < events.length; i++) {
      events[i] = (int) HostCall.call(SyscallNumbers.EVENTFD2, 0, EFD_CLOEXEC, 0);
    }
    used.set(0);
    this.template =
        new ControlPage(
            controls.asSlice(0, StubLayout.PAGE),
            events[0],
            StubLayout.EVENT_DESCRIPTOR,
            kernelPid);
    CompletableFuture<Integer> started = new CompletableFuture<>();
    this.thread = new Thread(null, () -> live(started), "jvisor-stubs", 256 << 10, false);
    thread.setDaemon(true);
    thread.start();
    try {
      started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof HostException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** A quarter of the descriptors that this process can have, and no more than are of use. */
  private static int mostProcesses() {
    long limit = HostSystem.limit(RLIMIT_NOFILE)[0];
    return limit < 0 ? StubLayout.EVENTS : Math.clamp(limit / 4, 8, StubLayout.EVENTS);
  }

  /** The body of the family's thread: bears the template, then waits for the dead. */
  private void live(CompletableFuture<Integer> started) {
    HostCpus.useAll(); // the template and all its clones inherit them
    try {
      templatePid = startTemplate();
      started.complete(templatePid);
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      for (; ; ) {
        long result =
            HostCall.call(
                SyscallNumbers.WAITID, P_PGID, templatePid, info.address(), WAIT_END_AND_LEAVE, 0);
        if (result == Errno.ECHILD.result()) {
          break;
        }
        if (result == 0) {
          int pid = info.get(ValueLayout.JAVA_INT, SIGINFO_PID);
          bury(pid);
          HostProcess.waitFor(pid);
        }
      }
    }
    HostMemory.unmap(controls);
    HostMemory.close(controlDescriptor);
    for (int event : events) {
      HostMemory.close(event);
    }
  }

  private int startTemplate() {
    int file = HostMemory.createSealedFile("jvisor-stub", image);
    try {
      int[] descriptors = new int[StubLayout.EVENT_DESCRIPTOR + events.length];
      descriptors[StubLayout.MEMORY_DESCRIPTOR] = memoryDescriptor;
      descriptors[StubLayout.CONTEXTS_DESCRIPTOR] = contexts.descriptor();
      descriptors[StubLayout.CONTROL_DESCRIPTOR] = controlDescriptor;
      descriptors[StubLayout.IMAGE_DESCRIPTOR] = file;
      System.arraycopy(events, 0, descriptors, StubLayout.EVENT_DESCRIPTOR, events.length);
      String path = "/proc/self/fd/" + StubLayout.IMAGE_DESCRIPTOR;
      return HostProcess.spawn(path, List.of("jvisor-stub"), List.of(), descriptors, true);
    } finally {
      HostMemory.close(file);
    }
  }

  private void bury(int pid) {
    if (pid == templatePid) {
      template.lose(); // who waits for it holds the lock
    }
    StubProcess process = null;
    lock.lock();
    try {
      if (pid == templatePid) {
        closed = true;
      } else {
        process = processes.remove(pid);
        if (process == null) {
          unknown.add(pid);
        }
      }
    } finally {
      lock.unlock();
    }
    if (process != null) {
      process.bury();
      lock.lock();
      try {
        used.clear(process.index);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Makes a stub process with one thread. Null when the family is full, or the host refuses. */
  StubProcess newProcess() {
    StubProcess process = cloneTemplate();
    if (process != null && !process.begin()) {
      process.kill();
      return null;
    }
    return process;
  }

  private StubProcess cloneTemplate() {
    lock.lock();
    try {
      int index = used.nextClearBit(0);
      if (closed || index >= events.length) {
        return null;
      }
      long offset = (long) StubLayout.PAGE * (1 + index); // page 1 is the template's to write
      ControlPage control =
          new ControlPage(
              controls.asSlice(offset, StubLayout.PAGE),
              events[index],
              StubLayout.EVENT_DESCRIPTOR + index,
              kernelPid);
      int current = HostCpus.current();
      if (current != templateCpu && cpus.several()) {
        templateCpu = current; // as StubProcess.follow; the clone inherits it
        cpus.pin(templatePid, current);
      }
      int result =
          template
              .begin()
              .add(SyscallNumbers.CLONE, PROCESS_FLAGS, 0, StubLayout.TEMPLATE_PAGE, 0, 0, offset)
              .run();
      if (result != 0) {
        return null;
      }
      int pid = controls.get(ValueLayout.JAVA_INT, StubLayout.PAGE);
      StubProcess process = new StubProcess(pid, index, contexts, control, cpus);
      if (unknown.remove(pid)) {
        process.bury();
        return null;
      }
      used.set(index);
      processes.put(pid, process);
      return process;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all processes and waits for them. */
  void close() {
    lock.lock();
    try {
      closed = true;
      for (StubProcess process : processes.values()) {
        process.kill();
      }
      HostProcess.kill(templatePid, Signals.SIGKILL);
    } finally {
      lock.unlock();
    }
    Joining.join(thread);
  }
}
