package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.placement.Guest;
import io.jvisor.platform.spi.placement.Move;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One guest thread: a thread of the stub process of its address space, and its context page.
 *
 * <p>All fields belong to the task's thread, except {@link #state}.
 */
final class SystrapContext implements Context {
  /** In one of so many runs it is looked whether other tasks have slept long enough. */
  private static final int CLOCK_MASK = 15;

  /** The task's thread is in the kernel, or nothing runs. */
  private static final int IN_KERNEL = 0;

  /** Guest code runs: an interruption needs a signal. */
  private static final int RUNNING = 1;

  /** Interrupted, and the task's thread has not seen it yet. */
  private static final int KICKED = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(SystrapContext.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ContextState extended;

  private final Carriers carriers;

  /** Where guest threads of this context run. */
  private final Guest mobility;

  /** The task's; null for the thread of something else. Set with the first thread. */
  private TaskThread task;

  /** Used where there is no task. */
  private Carrier ownCarrier;

  /** Whether the task waits for a carrier to see a trap. */
  private volatile boolean isWaiting;

  /** The run in which an interruption was seen without effect. Owned by who looks for traps. */
  private int ignoringRun = -1;

  /** Changed atomically by the task's thread and by {@link #interrupt}. */
  @SuppressWarnings("unused") // through STATE
  private volatile int state = IN_KERNEL;

  private SystrapAddressSpace space;

  /** Null until the first {@link #switchTo} and after {@link #release}. Read by any thread. */
  private volatile StubThread thread;

  private final GuestTrap trap = new GuestTrap();

  SystrapContext(ExtendedState.Layout layout, Carriers carriers) {
    this.extended = new ContextState(this, layout);
    this.carriers = carriers;
    this.mobility = new Guest(carriers.cpus());
  }

  @Override
  public Event switchTo(AddressSpace where, Registers registers) throws ErrnoException {
    if (where != space || thread == null) {
      registers.complete();
      if (!enter((SystrapAddressSpace) where)) {
        return Event.LOST;
      }
    }
    StubThread guest = thread;
    if (guest.process.isDead()) {
      return Event.LOST;
    }
    trap.clear();
    registers.origRax(-1);
    if (registers.isCall()) {
      return run(guest, registers);
    }
    long rip = registers.rip();
    if (rip < 0 && GuestFrame.isCanonical(rip)) {
      return trap.fetchFault(rip);
    }
    if (!GuestFrame.isCanonical(rip)
        || !GuestFrame.isCanonical(registers.fsBase())
        || !GuestFrame.isCanonical(registers.gsBase())) {
      return trap.protectionFault();
    }
    return StubImage.isText(rip) ? lost(guest) : run(guest, registers);
  }

  private Event run(StubThread guest, Registers registers) {
    if (state == KICKED) {
      STATE.setVolatile(this, IN_KERNEL);
      return Event.INTERRUPTED;
    }
    boolean isCall = registers.isCall();
    if (!isCall) {
      GuestFrame.store(guest, registers);
    }
    boolean trapped =
        handOver(guest, isCall ? StubLayout.RETURN : StubLayout.LOAD, registers.rax());
    STATE.setVolatile(this, IN_KERNEL);
    Event event = trapped ? trap.read(guest, registers) : Event.LOST;
    return event == Event.LOST ? lost(guest) : event;
  }

  /**
   * Lets the stub run until it traps.
   *
   * @return false when it is gone
   */
  private boolean handOver(StubThread guest, int meaning, long result) {
    Move move = mobility.takeMove();
    if (move != null && task != null) {
      task.follow(move);
    }
    Carrier carrier = carrier();
    carrier.run(mobility);
    int looks = carrier.looks();
    if ((mobility.runs() & CLOCK_MASK) == 0) {
      carrier.reminders().wakeDue();
    }
    if (guest.resume(looks * Carrier.PATIENCE, meaning, result)) {
      carrier.wake(guest);
      looks *= Carrier.PATIENCE;
    } else {
      carrier.pass();
    }
    carriers.balancer().running();
    // Not before: a kick counts for the run that it comes in.
    if (!STATE.compareAndSet(this, IN_KERNEL, RUNNING)) {
      guest.process.kick(guest.tid());
    }
    while (!guest.hasTrapped()) {
      if (looks > 0 && !carrier.hasOther()) {
        looks--;
        Thread.onSpinWait();
      } else if (carrier.isShared() && task != null) {
        carrier.park(this);
        carrier = carrier();
      } else {
        carrier.sleepFor(this);
      }
    }
    carrier.confirm(guest);
    return !guest.process.isDead();
  }

  @Override
  public void park(Object blocker, long nanos) {
    StubThread guest = thread;
    if (guest != null && task != null) {
      task.carrier().rest(guest);
    }
    if (task != null && carriers.areShared() && nanos != Long.MAX_VALUE) {
      task.park(blocker, nanos); // the JDK would have a thread of its own tell the time
    } else {
      Context.super.park(blocker, nanos);
    }
  }

  /** Who runs the calling thread. */
  private Carrier carrier() {
    return task != null ? task.carrier() : ownCarrier;
  }

  /** The guest thread. */
  StubThread thread() {
    return thread;
  }

  /** Whether the guest thread waits for the kernel, or is gone. */
  boolean hasTrapped() {
    return thread.hasTrapped();
  }

  /** Parks the task until {@link #endWait}. A carrier has noted already that it waits. */
  void waitUntilCollected() {
    while (isWaiting) {
      LockSupport.park(this);
    }
  }

  /** Says that the task is about to wait. Called by it, before a carrier can see. */
  void beginWait() {
    isWaiting = true;
  }

  /** Lets the task go on. Called by the carrier that saw the trap. */
  void endWait() {
    isWaiting = false;
    task.unpark();
  }

  /**
   * Kills the process if the guest thread has ignored an interruption since the last time: only
   * stub code that a guest misuses does not see one for so long.
   */
  void checkSilence() {
    if (state != KICKED) {
      return;
    }
    int run = mobility.runs();
    if (ignoringRun == run) {
      thread.process.kill();
    }
    ignoringRun = run;
  }

  private static Event lost(StubThread guest) {
    guest.process.kill();
    return Event.LOST;
  }

  /**
   * Moves to another address space, with the extended state.
   *
   * @return false when its process is gone
   * @throws ErrnoException {@code EAGAIN} when the host refuses a thread
   */
  private boolean enter(SystrapAddressSpace where) throws ErrnoException {
    leave(true);
    StubThread guest = where.process.attach();
    if (guest == null) {
      if (where.process.isDead()) {
        return false;
      }
      throw Errno.EAGAIN.exception();
    }
    if (carrier() == null) {
      task = TaskThread.current();
      ownCarrier = task == null ? Carrier.ofCaller(carriers) : null;
    }
    mobility.set(guest.tid(), guest.process.clock);
    carriers.balancer().add(mobility);
    space = where;
    guest.frame = StubLayout.OWN_FRAME;
    MemorySegment context = guest.context;
    context.set(ValueLayout.JAVA_LONG, StubLayout.FRAME, guest.address() + guest.frame);
    thread = guest;
    extended.attach(guest);
    return true;
  }

  /** Gives the thread back to its process. */
  private void leave(boolean keepState) {
    StubThread guest = thread;
    if (guest == null) {
      return;
    }
    if (ownCarrier != null) {
      ownCarrier.free();
    }
    mobility.free();
    mobility.set(0, null);
    carriers.balancer().remove(mobility); // before the tid can become another thread's
    if (keepState) {
      extended.detach(guest);
    }
    thread = null;
    space = null;
    guest.process.detach(guest);
  }

  /** As {@link #switchTo}, with an instruction of the stub's own. */
  Event probe(SystrapAddressSpace where, Registers registers) throws ErrnoException {
    if (!enter(where)) {
      return Event.LOST;
    }
    StubThread guest = thread;
    GuestFrame.store(guest, registers);
    if (!handOver(guest, StubLayout.LOAD, 0)) {
      return lost(guest);
    }
    long at = guest.context.get(ValueLayout.JAVA_LONG, StubLayout.FRAME) - guest.address();
    long info = guest.context.get(ValueLayout.JAVA_LONG, StubLayout.INFO) - guest.address();
    guest.frame = at;
    int number = guest.context.get(ValueLayout.JAVA_INT, StubLayout.SIGNAL);
    return trap.exception(guest, info, number);
  }

  /** The layout of the extended state that the host saved when {@link #probe} trapped. */
  ExtendedState.Layout probedLayout() {
    MemorySegment context = thread.context;
    long state =
        context.get(ValueLayout.JAVA_LONG, thread.frame + StubLayout.SC_FPSTATE) - thread.address();
    ExtendedState.Layout found =
        ExtendedState.Layout.of(context.asSlice(state, StubLayout.CONTEXT_BYTES - state));
    if (found == null) {
      throw new HostException("XSAVE", Errno.ENOSYS.result());
    }
    return found;
  }

  @Override
  public void interrupt() {
    if ((int) STATE.getAndSet(this, KICKED) == RUNNING) {
      StubThread guest = thread;
      if (guest != null) {
        guest.process.kick(guest.tid());
      }
    }
  }

  @Override
  public boolean isCallHot() {
    return trap.isCallHot();
  }

  @Override
  public long faultAddress() {
    return trap.faultAddress();
  }

  @Override
  public FaultAccess faultAccess() {
    return trap.faultAccess();
  }

  @Override
  public int signal() {
    return trap.signal();
  }

  @Override
  public int signalCode() {
    return trap.signalCode();
  }

  @Override
  public long signalAddress() {
    return trap.signalAddress();
  }

  @Override
  public void saveExtendedState(MemorySegment area) {
    extended.save(thread, area);
  }

  @Override
  public boolean loadExtendedState(MemorySegment area) {
    return extended.load(thread, area);
  }

  @Override
  public void resetExtendedState() {
    extended.reset(thread);
  }

  /** Has the stub store the extended state, which is in the CPU after a call by the gate. */
  void fetchExtendedState(StubThread guest) {
    int looks = carrier().looks();
    if (guest.resume(looks, StubLayout.SAVE, 0)) {
      guest.wake();
    }
    if (guest.await(looks) == StubThread.Outcome.SILENT) {
      guest.process.kill();
    }
  }

  @Override
  public void release() {
    leave(false);
  }
}
