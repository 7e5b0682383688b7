package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.sync.Joining;
import io.jvisor.platform.spi.host.HostCall;
import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.host.HostMemory;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.platform.spi.placement.Cpus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes stub processes and owns their leaders. Other threads hand it requests.
 *
 * <p>The first stub is started from the sealed image; it maps the stub page, drops everything else
 * it was born with, and becomes the template of which all others are clones.
 */
final class StubService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StubService.class);

  /** Where the template finds what it was started with. */
  private static final int MEMORY_DESCRIPTOR = 0;

  private static final int IMAGE_DESCRIPTOR = 1;

  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int MAP_PRIVATE_FIXED = 0x12;
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;

  private static final int CLONE_VM = 0x100;
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_FILES = 0x400;
  private static final int CLONE_SIGHAND = 0x800;
  private static final int CLONE_PTRACE = 0x2000;
  private static final int CLONE_PARENT = 0x8000;
  private static final int CLONE_THREAD = 0x10000;
  private static final int CLONE_SYSVSEM = 0x40000;
  private static final int CLONE_UNTRACED = 0x800000;

  /** A child of the kernel's, not of the template's, and traced from birth. */
  private static final int PROCESS_FLAGS =
      CLONE_PARENT | CLONE_PTRACE | CLONE_FS | CLONE_FILES | Signals.SIGCHLD;

  /** A thread that some other thread of the kernel will attach. */
  private static final int THREAD_FLAGS =
      CLONE_VM
          | CLONE_FS
          | CLONE_FILES
          | CLONE_SIGHAND
          | CLONE_THREAD
          | CLONE_SYSVSEM
          | CLONE_UNTRACED;

  /** Stub processes kept ready. */
  private static final int READY = 4;

  private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<StubProcess> ready = new ArrayBlockingQueue<>(READY);
  private final Thread thread;

  private final MemoryFile memory;
  private final Cpus cpus;

  /** All processes but the template. Owned by the service's thread. */
  private final Set<StubProcess> processes = new HashSet<>();

  /** Set once, on the service's thread, before any request is served. */
  private Scratch scratch;

  private Tracee template;
  private volatile int threadId;

  /** The CPU that the service was last told to work on. Any thread may write. */
  private volatile int cpu = -1;

  private long extendedStateBytes;
  private long features;
  private volatile boolean closed;

  StubService(MemoryFile memory, Cpus cpus) {
    this.memory = memory;
    this.cpus = cpus;
    this.thread = new Thread(null, this::serve, "jvisor-stubs", 256 << 10, false);
    thread.setDaemon(true);
    thread.start();
    ask(
        () -> {
          scratch = new Scratch();
          threadId = (int) HostCall.call(SyscallNumbers.GETTID, 0, 0, 0);
          workOn(HostCpus.current());
          template = startTemplate(memory.descriptor());
          extendedStateBytes = probeExtendedState();
          return template;
        });
  }

  /** The size of the extended state of this CPU. */
  long extendedStateBytes() {
    return extendedStateBytes;
  }

  /** What may be set in its header. */
  long features() {
    return features;
  }

  /** Takes an empty stub process with a parked thread. */
  StubProcess newProcess() throws ErrnoException {
    StubProcess process = ready.poll();
    if (process == null) {
      process = ask(this::cloneProcess);
      if (process == null) {
        throw Errno.EAGAIN.exception();
      }
    } else if (ready.isEmpty()) {
      requests.add(this::replenish);
    }
    return process;
  }

  /** Makes one more thread in a stub process. Returns its tid, or a negative errno. */
  int newThread(StubProcess process) {
    return ask(() -> cloneThread(process));
  }

  /** Makes a call in a stub process that the calling thread has no tracee in. */
  long call(StubProcess process, int number, long a, long b, long c, long d, long e, long f) {
    return ask(
        () -> {
          follow(process.leader);
          return process.leader.call(number, a, b, c, d, e, f);
        });
  }

  /** As {@link Tracee#change}, in a stub process that the calling thread has no tracee in. */
  long change(StubProcess process, long end, int flags, int descriptor) {
    return ask(
        () -> {
          follow(process.leader);
          return process.leader.change(end, flags, descriptor);
        });
  }

  /** Takes back a process whose address space was released and that no context is in. */
  void giveBack(StubProcess process) {
    requests.add(() -> recycle(process));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      requests.add(() -> {});
    }
    Joining.join(thread);
  }

  /** The body of the service's thread. */
  private void serve() {
    while (!closed) {
      try {
        requests.take().run();
      } catch (InterruptedException e) {
        // Nobody may stop the service but close().
      } catch (RuntimeException e) {
        LOG.error("A request to the stubs failed", e);
      }
    }
    for (StubProcess process : processes) {
      process.kill();
    }
    for (StubProcess process : processes) {
      // With a context in it the leader ends after the context's thread was waited for, which its
      // own tracer does in its own time.
      if (process.isEmpty()) {
        reap(process);
      }
    }
    if (template != null) {
      HostProcess.kill(template.tid, Signals.SIGKILL);
      while (template.awaitStop()) {
        // Stops that were under way come first.
      }
      scratch.close();
    }
  }

  /**
   * Has the service's thread work on a CPU. Without a hand-over between CPUs a request costs a
   * fifth; the caller waits for the answer, so its own CPU is free.
   */
  private void workOn(int wanted) {
    if (wanted >= 0 && wanted != cpu) {
      cpu = wanted;
      cpus.pin(threadId, wanted);
    }
  }

  /** Has a leader work on the CPU of the service's thread. */
  private void follow(Tracee leader) {
    leader.follow(cpus, HostCpus.current());
  }

  private <T> T ask(Supplier<T> question) {
    PtraceContext asking = PtraceContext.current();
    if (asking != null) {
      workOn(asking.cpu());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    requests.add(
        () -> {
          try {
            answer.complete(question.get());
          } catch (Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof HostException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Tracee startTemplate(int memoryDescriptor) {
    int image = HostMemory.createSealedFile("jvisor-stub", StubImage.bytes());
    int pid;
    try {
      int[] descriptors = {memoryDescriptor, image};
      String path = "/proc/self/fd/" + IMAGE_DESCRIPTOR;
      pid = HostProcess.spawn(path, List.of("jvisor-stub"), List.of(), descriptors, true);
    } finally {
      HostMemory.close(image);
    }
    Tracee stub = new Tracee(pid, pid, scratch);
    if (!stub.seize()) {
      HostProcess.kill(pid, Signals.SIGKILL);
      throw new HostException("ptrace", Errno.EPERM.result());
    }
    try {
      strip(stub);
    } catch (HostException e) {
      HostProcess.kill(pid, Signals.SIGKILL);
      throw e;
    }
    return stub;
  }

  /** Leaves a process nothing but the stub page, the memory file, and a filter. */
  private static void strip(Tracee stub) {
    check(
        "mmap",
        stub.call(
            StubImage.FIRST_BASE + StubImage.CALL,
            SyscallNumbers.MMAP,
            StubImage.BASE,
            StubImage.BYTES,
            Prot.PROT_READ | Prot.PROT_EXEC,
            MAP_PRIVATE_FIXED,
            IMAGE_DESCRIPTOR,
            0));
    check("munmap", stub.call(SyscallNumbers.MUNMAP, 0, StubImage.BASE, 0, 0, 0, 0));
    check(
        "close_range",
        stub.call(SyscallNumbers.CLOSE_RANGE, MEMORY_DESCRIPTOR + 1, 0xffff_ffffL, 0, 0, 0, 0));
    check(
        "prctl",
        stub.call(SyscallNumbers.PRCTL, PR_SET_NAME, StubImage.BASE + StubImage.NAME, 0, 0, 0, 0));
    // A kernel without capabilities can only trace who has none either.
    check(
        "capset",
        stub.call(
            SyscallNumbers.CAPSET,
            StubImage.BASE + StubImage.CAPABILITIES,
            StubImage.BASE + StubImage.NO_CAPABILITIES,
            0,
            0,
            0,
            0));
    check("prctl", stub.call(SyscallNumbers.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0));
    check(
        "seccomp",
        stub.call(
            SyscallNumbers.SECCOMP,
            SECCOMP_SET_MODE_FILTER,
            SECCOMP_FILTER_FLAG_SPEC_ALLOW,
            StubImage.BASE + StubImage.FILTER_PROGRAM,
            0,
            0,
            0));
  }

  private long probeExtendedState() {
    try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
      long room = 64 << 10;
      java.lang.foreign.MemorySegment area = arena.allocate(room, 64);
      long vector = scratch.vector(area.address(), room);
      check(
          "PTRACE_GETREGSET",
          Ptrace.request(Ptrace.GETREGSET, template.tid, Ptrace.NT_X86_XSTATE, vector));
      features = ExtendedState.features(area);
      return scratch.vectorLength();
    }
  }

  private StubProcess cloneProcess() {
    ChangeList list;
    try {
      list = new ChangeList(memory);
    } catch (ErrnoException full) {
      return null;
    }
    long site = StubImage.BASE + StubImage.CLONE;
    follow(template);
    long pid = template.call(site, SyscallNumbers.CLONE, PROCESS_FLAGS, 0, 0, 0, 0, 0);
    if (pid < 0) {
      list.release();
      return null;
    }
    Tracee leader = new Tracee((int) pid, (int) pid, scratch);
    StubProcess process = new StubProcess((int) pid, leader, list);
    processes.add(process);
    if (leader.awaitStop() && showList(process)) {
      int tid = cloneThread(process);
      if (tid >= 0) {
        process.park(tid);
        return process;
      }
    }
    end(process);
    return null;
  }

  private static boolean showList(StubProcess process) {
    long result =
        process.leader.call(
            SyscallNumbers.MMAP,
            StubImage.LIST,
            StubImage.BYTES,
            Prot.PROT_READ,
            MAP_SHARED_FIXED,
            MEMORY_DESCRIPTOR,
            process.list.offset());
    return result == StubImage.LIST;
  }

  private int cloneThread(StubProcess process) {
    long site = StubImage.BASE + StubImage.CLONE;
    follow(process.leader);
    return (int) process.leader.call(site, SyscallNumbers.CLONE, THREAD_FLAGS, 0, 0, 0, 0, 0);
  }

  private void replenish() {
    while (requests.isEmpty() && ready.remainingCapacity() > 0 && !closed) {
      StubProcess process = cloneProcess();
      if (process == null) {
        return;
      }
      if (!ready.offer(process)) {
        end(process);
      }
    }
  }

  private void recycle(StubProcess process) {
    follow(process.leader);
    if (!process.isDead()
        && ready.remainingCapacity() > 0
        && process.leader.call(SyscallNumbers.MUNMAP, 0, PtracePlatform.ADDRESS_LIMIT, 0, 0, 0, 0)
            == 0) {
      process.reuse();
      if (ready.offer(process)) {
        return;
      }
    }
    end(process);
  }

  /** Ends a process that no context is in, and reaps it. */
  private void end(StubProcess process) {
    process.kill();
    reap(process);
    processes.remove(process);
    process.list.release();
  }

  private static void reap(StubProcess process) {
    while (!process.leader.isGone() && process.leader.awaitStop()) {
      // Stops that were under way come first.
    }
  }

  private static void check(String what, long result) {
    if (result < 0) {
      throw new HostException("stub: " + what, result);
    }
  }
}
