package io.jvisor.platform.systrap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the extended state of one guest thread is: in the frame of its last trap, in the CPU after
 * a call by the gate, or here while it has no stub.
 *
 * <p>Owned by the task's thread.
 */
final class ContextState {
  private final SystrapContext context;

  /** Null while the layout is being found out. */
  private final ExtendedState.Layout layout;

  /** The state while there is no stub; null for that of a new program. */
  private MemorySegment detached;

  /** The state of a new program. */
  ContextState(SystrapContext context, ExtendedState.Layout layout) {
    this.context = context;
    this.layout = layout;
  }

  /** Gives the state to a stub that runs the thread from now on. */
  void attach(StubThread guest) {
    if (layout != null) {
      use(guest, detached);
    } else {
      guest.context.set(ValueLayout.JAVA_LONG, guest.frame + StubLayout.SC_FPSTATE, 0);
    }
    detached = null;
  }

  /** Takes the state from a stub that will run the thread no more. */
  void detach(StubThread guest) {
    MemorySegment kept = layout.newArea();
    save(guest, kept);
    detached = kept;
  }

  /**
   * Copies the state.
   *
   * @param guest the stub; null when there is none
   */
  void save(StubThread guest, MemorySegment area) {
    layout.check(area);
    if (guest == null) {
      if (detached != null) {
        area.copyFrom(detached);
      } else {
        layout.initialise(area);
      }
      return;
    }
    if (isInCpu(guest)) {
      context.fetchExtendedState(guest);
    }
    long pointer = guest.context.get(ValueLayout.JAVA_LONG, guest.frame + StubLayout.SC_FPSTATE);
    long at = pointer - guest.address();
    if (!GuestTrap.fits(at, StubLayout.EXTENDED, layout.bytes(), 64)) {
      layout.initialise(area); // the guest moved it: what it gets is its own doing
      return;
    }
    MemorySegment.copy(guest.context, at, area, 0, layout.bytes());
    layout.present(area);
  }

  private static boolean isInCpu(StubThread guest) {
    return guest.context.get(ValueLayout.JAVA_LONG, guest.frame + StubLayout.SC_FPSTATE) == 0;
  }

  /**
   * Replaces the state.
   *
   * @param guest the stub; null when there is none
   * @return false when it is none that the CPU takes
   */
  boolean load(StubThread guest, MemorySegment area) {
    layout.check(area);
    MemorySegment wanted = layout.newArea();
    wanted.copyFrom(area);
    if (!layout.isValid(wanted)) {
      return false;
    }
    replace(guest, wanted);
    return true;
  }

  /**
   * Makes it the state of a new program.
   *
   * @param guest the stub; null when there is none
   */
  void reset(StubThread guest) {
    replace(guest, null);
  }

  private void replace(StubThread guest, MemorySegment wanted) {
    if (guest == null) {
      detached = wanted;
    } else {
      use(guest, wanted);
    }
  }

  /** Has the stub load a state when it goes on; null for that of a new program. */
  private void use(StubThread guest, MemorySegment wanted) {
    if (isInCpu(guest)) {
      context.fetchExtendedState(guest); // or a late kick would store it over the new one
    }
    MemorySegment area = guest.context.asSlice(StubLayout.EXTENDED, layout.bytes());
    if (wanted != null) {
      area.copyFrom(wanted);
    } else {
      layout.initialise(area);
    }
    guest.context.set(
        ValueLayout.JAVA_LONG,
        guest.frame + StubLayout.SC_FPSTATE,
        guest.address() + StubLayout.EXTENDED);
  }
}
