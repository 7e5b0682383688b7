package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.host.HostCall;
import io.jvisor.platform.spi.placement.Balancer;
import io.jvisor.platform.spi.placement.Cpus;
import io.jvisor.platform.spi.placement.Guest;
import io.jvisor.platform.spi.placement.Placement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One guest thread: a tracee of the task's thread in the stub process of its address space.
 *
 * <p>All fields belong to the task's thread, except {@link #state}.
 */
final class PtraceContext implements Context {
  /**
   * What {@link #interrupt} sends: ignored where nobody traces, so that a late one does no harm.
   */
  private static final int KICK = Signals.SIGURG;

  /** {@code si_code} of a signal that the host's kernel raised without saying more. */
  private static final int SI_KERNEL = 0x80;

  private static final int SEGV_MAPERR = 1;

  /** The task's thread is in the kernel, or nothing runs. */
  private static final int IN_KERNEL = 0;

  /** Guest code runs: an interruption needs a signal. */
  private static final int RUNNING = 1;

  /** Interrupted, and the task's thread has not seen it yet. */
  private static final int KICKED = 2;

  /** The context of the calling thread, while that has one. */
  private static final ThreadLocal<PtraceContext> CURRENT = new ThreadLocal<>();

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PtraceContext.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ExtendedState.Layout layout;
  private final Cpus cpus;
  private final Balancer balancer;

  /** Changed atomically by the task's thread and by {@link #interrupt}. */
  @SuppressWarnings("unused") // through STATE
  private volatile int state = IN_KERNEL;

  private Scratch scratch;
  private PtraceAddressSpace space;

  /** Null until the first {@link #switchTo} and after {@link #release}. Read by any thread. */
  private volatile Tracee tracee;

  /** The extended state while there is no tracee; null for that of a new program. */
  private ExtendedState detachedState;

  /** Where the task's thread runs; made with the first tracee. */
  private Placement placement;

  /** Where tracees run. */
  private final Guest mobility;

  private long faultAddress;
  private FaultAccess faultAccess = FaultAccess.UNKNOWN;
  private int signal;
  private int signalCode;
  private long signalAddress;

  PtraceContext(ExtendedState.Layout layout, Cpus cpus, Balancer balancer) {
    this.layout = layout;
    this.cpus = cpus;
    this.balancer = balancer;
    this.mobility = new Guest(cpus);
  }

  @Override
  public Event switchTo(AddressSpace where, Registers registers) throws ErrnoException {
    if (where != space || tracee == null) {
      enter((PtraceAddressSpace) where);
    }
    Tracee guest = tracee;
    if (guest.isGone()) {
      return Event.LOST;
    }
    GuestRegisters.sanitise(registers);
    long set = Ptrace.request(Ptrace.SETREGS, guest.tid, 0, scratch.put(registers));
    if (set < 0) {
      return set == Errno.EIO.result() ? protectionFault() : lost(guest);
    }
    placement.run(mobility);
    if (!STATE.compareAndSet(this, IN_KERNEL, RUNNING)) {
      STATE.setVolatile(this, IN_KERNEL);
      return Event.INTERRUPTED;
    }
    balancer.running(); // after the swap, which orders it behind the count of runs
    boolean stopped = Ptrace.request(Ptrace.SYSEMU, guest.tid, 0, 0) >= 0 && guest.awaitStop();
    STATE.setVolatile(this, IN_KERNEL);
    if (!stopped || Ptrace.request(Ptrace.GETREGS, guest.tid, 0, scratch.registersAddress()) < 0) {
      return lost(guest);
    }
    scratch.take(registers);
    int status = guest.status();
    if (Ptrace.stopEvent(status) != 0) {
      return Ptrace.stopEvent(status) == Ptrace.EVENT_SECCOMP
          ? vsyscallStop(guest, registers)
          : Event.INTERRUPTED;
    }
    int stop = Ptrace.stopSignal(status);
    if (stop == (Signals.SIGTRAP | Ptrace.SYSCALL_STOP)) {
      // SYSCALL leaves rip in rcx; only what does not needs a closer look.
      return registers.rcx() == registers.rip() || guest.isNativeCall()
          ? Event.SYSCALL
          : legacyCall(registers);
    }
    return stop == KICK ? Event.INTERRUPTED : signalStop(guest, stop, registers.rip());
  }

  private Event signalStop(Tracee guest, int stop, long rip) {
    if (Ptrace.request(Ptrace.GETSIGINFO, guest.tid, 0, scratch.infoAddress()) < 0) {
      return lost(guest);
    }
    int code = scratch.signalCode();
    if (code <= 0) {
      return Event.INTERRUPTED; // sent by some process, not raised by the guest's code
    }
    long address = scratch.signalAddress();
    if (stop == Signals.SIGSEGV && code != SI_KERNEL) {
      faultAddress = address;
      // Where the page at rip is missing, it is the fetch that fails. Otherwise it might also be an
      // instruction that writes to itself.
      faultAccess =
          code == SEGV_MAPERR && address == rip ? FaultAccess.EXECUTE : FaultAccess.UNKNOWN;
      return Event.FAULT;
    }
    return switch (stop) {
      case Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE, Signals.SIGTRAP -> {
        signal = stop;
        signalCode = code;
        signalAddress = address;
        yield Event.TRAP;
      }
      default -> Event.INTERRUPTED;
    };
  }

  /**
   * A 32-bit call, by {@code int 0x80} or {@code sysenter}: as on a host without 32-bit emulation,
   * where the gate does not exist. Both instructions have two bytes.
   */
  private Event legacyCall(Registers registers) {
    registers.rip(registers.rip() - 2);
    registers.rax(registers.origRax());
    return protectionFault();
  }

  /**
   * A jump to the {@code vsyscall} page, which the host would answer itself without a call; see
   * {@link StubFilter}. The host is told to skip it and is stopped behind it; for the kernel
   * nothing is mapped there.
   */
  private Event vsyscallStop(Tracee guest, Registers registers) {
    if (!guest.skipVsyscall()) {
      return lost(guest);
    }
    faultAddress = registers.rip();
    faultAccess = FaultAccess.EXECUTE;
    return Event.FAULT;
  }

  /** What a guest gets for registers that no CPU would take. */
  private Event protectionFault() {
    signal = Signals.SIGSEGV;
    signalCode = SI_KERNEL;
    signalAddress = 0;
    return Event.TRAP;
  }

  private Event lost(Tracee guest) {
    space.process.kill();
    while (!guest.isGone() && guest.awaitStop()) {
      // Stops that were under way come before the end.
    }
    return Event.LOST;
  }

  /** Moves to another address space, with the extended state. */
  private void enter(PtraceAddressSpace where) throws ErrnoException {
    if (scratch == null) {
      CURRENT.set(this);
      scratch = new Scratch();
      placement = new Placement(cpus, false);
      placement.begin();
    }
    leave(true);
    int tid = where.attach();
    if (tid < 0) {
      if (tid == Tracee.GONE) {
        where.process.kill();
      }
      throw Errno.EAGAIN.exception();
    }
    Tracee guest = new Tracee(where.process.pid, tid, scratch);
    space = where;
    tracee = guest;
    mobility.set(tid, where.process.clock);
    balancer.add(placement);
    balancer.add(mobility);
    if (!guest.seize() || !storeExtendedState(guest)) {
      lost(guest);
      return;
    }
    where.entered();
  }

  private boolean storeExtendedState(Tracee guest) {
    ExtendedState wanted = detachedState != null ? detachedState : layout.initial();
    long result = wanted.store(guest.tid, scratch);
    detachedState = null;
    return result >= 0;
  }

  /** Gives the tracee back to its process. */
  private void leave(boolean keepState) {
    Tracee guest = tracee;
    if (guest == null) {
      return;
    }
    mobility.set(0, null);
    balancer.remove(mobility); // before the tid can become another thread's
    balancer.remove(placement);
    if (!guest.isGone()) {
      if (keepState) {
        ExtendedState kept = layout.newState();
        if (kept.load(guest.tid, scratch) >= 0) {
          detachedState = kept;
        }
      }
      if (!space.process.wantsParked()) {
        guest.detachToExit();
      } else if (guest.detachParked()) {
        space.process.park(guest.tid);
      }
    }
    tracee = null;
    PtraceAddressSpace left = space;
    space = null;
    left.detached();
  }

  /** The CPU that this context's threads are pinned to, or a negative number. Any thread. */
  int cpu() {
    Placement where = placement;
    return where != null ? where.cpu() : -1;
  }

  /** Whether this context has a stopped tracee in an address space. */
  boolean isIn(PtraceAddressSpace where) {
    return space == where && tracee != null && !tracee.isGone();
  }

  /** The tracee, for the task's thread. */
  Tracee tracee() {
    return tracee;
  }

  @Override
  public void interrupt() {
    if ((int) STATE.getAndSet(this, KICKED) == RUNNING) {
      Tracee guest = tracee;
      if (guest != null) {
        HostCall.call(SyscallNumbers.TGKILL, guest.tgid, guest.tid, KICK);
      }
    }
  }

  @Override
  public long faultAddress() {
    return faultAddress;
  }

  @Override
  public FaultAccess faultAccess() {
    return faultAccess;
  }

  @Override
  public int signal() {
    return signal;
  }

  @Override
  public int signalCode() {
    return signalCode;
  }

  @Override
  public long signalAddress() {
    return signalAddress;
  }

  @Override
  public void saveExtendedState(MemorySegment area) {
    Tracee guest = tracee;
    if (guest == null || guest.isGone()) {
      (detachedState != null ? detachedState : layout.initial()).copyTo(area);
    } else if (area.isNative()) {
      layout.check(area);
      ExtendedState.load(guest.tid, scratch, area);
    } else {
      ExtendedState copy = layout.newState();
      copy.load(guest.tid, scratch);
      copy.copyTo(area);
    }
  }

  @Override
  public boolean loadExtendedState(MemorySegment area) {
    Tracee guest = tracee;
    if (guest != null && !guest.isGone() && area.isNative()) {
      layout.check(area);
      return ExtendedState.store(guest.tid, scratch, area) >= 0; // the host looks at it
    }
    ExtendedState wanted = layout.newState();
    wanted.copyFrom(area);
    if (!wanted.isValid()) {
      return false;
    }
    return load(wanted);
  }

  @Override
  public void resetExtendedState() {
    load(null);
  }

  private boolean load(ExtendedState wanted) {
    Tracee guest = tracee;
    if (guest == null || guest.isGone()) {
      detachedState = wanted;
      return true;
    }
    return (wanted != null ? wanted : layout.initial()).store(guest.tid, scratch) >= 0;
  }

  /** The calling thread's context, or null. */
  static PtraceContext current() {
    return CURRENT.get();
  }

  /** The body of a task's thread. A tracee cannot be left to the next task of the thread. */
  static void runTask(Runnable body) {
    try {
      body.run();
    } finally {
      PtraceContext context = CURRENT.get();
      if (context != null) {
        context.release();
      }
    }
  }

  @Override
  public void release() {
    leave(false);
    if (scratch != null) {
      CURRENT.remove();
      scratch.close();
      scratch = null;
    }
  }
}
