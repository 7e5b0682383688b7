package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's side of one thread of a stub process and of its context.
 *
 * <p>The state word says whose turn it is; both sides change it by an atomic exchange, so each sees
 * in the value it replaced whether the other one sleeps and must be woken. What else is in the
 * context belongs to the side whose turn it is. The guest can write all of it: what is read from it
 * is read once and checked.
 *
 * <p>Used by one context at a time, but for {@link #lose}.
 */
final class StubThread {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  /** How long the kernel sleeps before it asks whether an interruption is being ignored. */
  private static final long PATIENCE_SECONDS = 5;

  /** The same as {@code struct timespec}. */
  private static final MemorySegment PATIENCE = Arena.global().allocate(16, 8);

  static {
    PATIENCE.set(ValueLayout.JAVA_LONG, 0, PATIENCE_SECONDS);
  }

  final StubProcess process;
  final int slot;
  final MemorySegment context;
  private final MemorySegment bell;
  private final long stateAddress;
  private volatile int tid;

  /** What the stub was told last; owned by the context's thread. */
  private int lastSpin;

  /** Where in the context the guest's registers are. Owned by the context's thread. */
  long frame = StubLayout.OWN_FRAME;

  /** Room for what {@link GuestFrame} copies. Owned by the context's thread. */
  final long[] words = new long[GuestFrame.WORDS];

  /** Where the registers of a call by the gate are that the call has no use for. */
  final Registers.Source otherRegisters = this::loadOthers;

  /** A thread that is yet to be born. */
  StubThread(StubProcess process, int slot, MemorySegment context, MemorySegment bell) {
    this.process = process;
    this.slot = slot;
    this.context = context;
    this.bell = bell;
    this.stateAddress = context.address() + StubLayout.STATE;
    context.set(ValueLayout.JAVA_INT, StubLayout.STATE, StubLayout.RUNNING);
    context.set(
        ValueLayout.JAVA_LONG,
        StubLayout.OWN_FRAME + StubLayout.SC_FPSTATE,
        address() + StubLayout.EXTENDED);
    context.set(ValueLayout.JAVA_LONG, StubLayout.BELL, bellInStubs());
    context.set(ValueLayout.JAVA_LONG, StubLayout.STACK, address() + StubLayout.STACK_LOW);
    context.set(
        ValueLayout.JAVA_LONG,
        StubLayout.STACK + 16,
        StubLayout.CONTEXT_BYTES - StubLayout.STACK_LOW);
  }

  private void loadOthers(Registers registers) {
    GuestFrame.load(this, StubLayout.OWN_FRAME, registers);
  }

  /** Where the context lies in the stub. */
  long address() {
    return StubLayout.CONTEXTS + ContextFile.offset(slot);
  }

  /**
   * Reads the id of the thread that was just born, and waits until it has its signal stack: a
   * signal before that would end the process.
   *
   * @return whether the process lives, and its threads did not interfere
   */
  boolean born() {
    tid = context.get(ValueLayout.JAVA_INT, StubLayout.TID);
    return process.owns(tid) && await(0) == Outcome.TRAPPED;
  }

  /** The thread's id. It is one of the process's, if not this one's. */
  int tid() {
    return tid;
  }

  /** Where the bell lies in any stub. */
  private long bellInStubs() {
    return StubLayout.BELLS + (long) slot * StubLayout.BELL_BYTES;
  }

  /**
   * Lets the stub run.
   *
   * @param spin how often the stub looks at the state after the next trap before it sleeps
   * @param meaning what the stub is to do: {@link StubLayout#LOAD} and so on
   * @param result the call's, for {@link StubLayout#RETURN}
   * @return whether it sleeps, and {@link #wake} is to be called
   */
  boolean resume(int spin, int meaning, long result) {
    if (spin != lastSpin) {
      context.set(ValueLayout.JAVA_INT, StubLayout.SPIN, spin);
      lastSpin = spin;
    }
    // At once with the state: each look of the stub takes the line away.
    context.set(ValueLayout.JAVA_LONG, StubLayout.CALL_RAX, result);
    context.set(ValueLayout.JAVA_INT, StubLayout.MEANING, meaning);
    int former = (int) INT.getAndSet(context, (long) StubLayout.STATE, StubLayout.RUNNING);
    if (former == StubLayout.TRAPPED || former == StubLayout.TRAPPED_FOR_LONG) {
      return false;
    }
    INT.getAndAdd(bell, 0L, 1); // who is about to sleep on it will not
    return true;
  }

  /** Wakes the stub, if it sleeps. Any thread. */
  void wake() {
    Futex.wakeAll(bell.address());
  }

  /**
   * Tells the stub, which has trapped, that it will not run soon.
   *
   * @param partner whom it is to wake before it sleeps; null for nobody
   * @return false when it sleeps already
   */
  boolean rest(StubThread partner) {
    context.set(
        ValueLayout.JAVA_LONG, StubLayout.PARTNER, partner != null ? partner.bellInStubs() : 0);
    return INT.compareAndSet(
        context, (long) StubLayout.STATE, StubLayout.TRAPPED, StubLayout.TRAPPED_FOR_LONG);
  }

  /** How the wait for a trap ended. */
  enum Outcome {
    TRAPPED,
    LOST,
    /** Nothing happened for some seconds. */
    SILENT
  }

  /**
   * Waits for the next trap.
   *
   * @param spin how often to look before sleeping
   */
  Outcome await(int spin) {
    for (int i = 0; i < spin; i++) {
      if (hasTrapped()) {
        return outcome();
      }
      Thread.onSpinWait();
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    // The guest can have the kernel woken at any time, so that no sleep lasts long.
    for (boolean late = false; ; late = System.nanoTime() - until >= 0) {
      if (!announceSleep()) {
        return outcome();
      }
      if (late
          || Futex.await(stateAddress, StubLayout.RUNNING_KERNEL_SLEEPS, PATIENCE.address())
              == Errno.ETIMEDOUT.result()) {
        return Outcome.SILENT;
      }
    }
  }

  /** Whether the stub has given the thread back, or is gone. */
  boolean hasTrapped() {
    return !runs((int) INT.getAcquire(context, (long) StubLayout.STATE)) || process.isDead();
  }

  /**
   * Tells the stub to wake the kernel when it traps.
   *
   * @return false when it has trapped already, or is gone
   */
  boolean announceSleep() {
    int state =
        (int)
            INT.compareAndExchange(
                context,
                (long) StubLayout.STATE,
                StubLayout.RUNNING,
                StubLayout.RUNNING_KERNEL_SLEEPS);
    return runs(state) && !process.isDead();
  }

  /** Where the state is: what the kernel sleeps on. */
  long stateAddress() {
    return stateAddress;
  }

  private static boolean runs(int state) {
    return state == StubLayout.RUNNING || state == StubLayout.RUNNING_KERNEL_SLEEPS;
  }

  private Outcome outcome() {
    return process.isDead() ? Outcome.LOST : Outcome.TRAPPED;
  }

  /** Wakes the kernel because the process is gone, which is marked already. Any thread. */
  void lose() {
    INT.setVolatile(context, (long) StubLayout.STATE, StubLayout.DEAD);
    Futex.wake(stateAddress);
  }
}
