package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.abi.Signals;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The actions of all signals: Linux's {@code struct sighand_struct}. Tasks share one with {@code
 * CLONE_SIGHAND}, even between processes, so each element is read and written atomically.
 */
public final class SignalHandlers {
  private final AtomicReferenceArray<SigAction> actions;

  /** A table of default actions. */
  public SignalHandlers() {
    SigAction[] defaults = new SigAction[Signals.LAST];
    Arrays.fill(defaults, SigAction.DEFAULT);
    this.actions = new AtomicReferenceArray<>(defaults);
  }

  /** A copy, as {@code fork(2)} makes. */
  public SignalHandlers copy() {
    SignalHandlers copy = new SignalHandlers();
    for (int index = 0; index < Signals.LAST; index++) {
      copy.actions.set(index, actions.get(index));
    }
    return copy;
  }

  /** A copy in which handled signals have the default action, as {@code execve(2)} makes. */
  public SignalHandlers copyForExec() {
    SignalHandlers copy = new SignalHandlers();
    for (int index = 0; index < Signals.LAST; index++) {
      if (actions.get(index).handler() == SigAction.SIG_IGN) {
        copy.actions.set(index, new SigAction(SigAction.SIG_IGN, 0, 0, 0));
      }
    }
    return copy;
  }

  /** The action of a signal between 1 and 64. */
  public SigAction get(int signal) {
    return actions.get(signal - 1);
  }

  /** Replaces an action and returns the former one. */
  public SigAction set(int signal, SigAction action) {
    return actions.getAndSet(signal - 1, action);
  }

  /**
   * Puts the default action in place of {@code expected}: {@code SA_RESETHAND}. Flags and mask
   * stay, as in Linux.
   */
  public void reset(int signal, SigAction expected) {
    actions.compareAndSet(
        signal - 1,
        expected,
        new SigAction(SigAction.SIG_DFL, expected.flags(), expected.restorer(), expected.mask()));
  }

  /** The set of signals that are explicitly ignored, or that are handled. */
  public long set(boolean handled) {
    long set = 0;
    for (int signal = 1; signal <= Signals.LAST; signal++) {
      SigAction action = get(signal);
      if (handled ? action.isHandled() : action.handler() == SigAction.SIG_IGN) {
        set |= SignalSets.bit(signal);
      }
    }
    return set;
  }
}
