package io.jvisor.kernel.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.Signals;
import org.junit.jupiter.api.Test;

/** The order in which signals are delivered: {@code signal(7)}. */
class PendingSignalsTest {
  private static final long ALL = -1;
  private static final int REAL_TIME = Signals.SIGRTMIN + 2;

  private final PendingSignals pending = new PendingSignals();

  private static SignalInfo queued(int signal, long value) {
    return new SignalInfo(signal, 0, SignalInfo.SI_QUEUE, 0, value, 0, 0);
  }

  @Test
  void standardSignalWaitsOnce() {
    pending.add(SignalInfo.kernel(Signals.SIGUSR1));
    assertTrue(pending.absorbs(Signals.SIGUSR1));
    assertEquals(Signals.SIGUSR1, pending.take(ALL).signal());
    assertNull(pending.take(ALL));
    assertFalse(pending.absorbs(Signals.SIGUSR1));
  }

  @Test
  void realTimeSignalsWaitInTheOrderTheyWereSent() {
    pending.add(queued(REAL_TIME, 1));
    pending.add(queued(REAL_TIME, 2));
    pending.add(queued(REAL_TIME, 3));
    assertFalse(pending.absorbs(REAL_TIME));
    assertEquals(1, pending.take(ALL).second());
    assertEquals(2, pending.take(ALL).second());
    assertTrue(pending.contains(REAL_TIME));
    assertEquals(3, pending.take(ALL).second());
    assertEquals(0, pending.set());
  }

  @Test
  void faultsGoFirstAndThenTheLowestNumber() {
    pending.add(queued(REAL_TIME, 0));
    pending.add(SignalInfo.kernel(Signals.SIGHUP));
    pending.add(SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, 0));
    assertEquals(Signals.SIGSEGV, pending.take(ALL).signal());
    assertEquals(Signals.SIGHUP, pending.take(ALL).signal());
    assertEquals(REAL_TIME, pending.take(ALL).signal());
  }

  @Test
  void blockedSignalsStay() {
    pending.add(SignalInfo.kernel(Signals.SIGINT));
    assertNull(pending.take(~SignalSets.bit(Signals.SIGINT)));
    assertTrue(pending.contains(Signals.SIGINT));
  }

  @Test
  void discardCountsEveryQueuedOne() {
    pending.add(queued(REAL_TIME, 1));
    pending.add(queued(REAL_TIME, 2));
    pending.add(SignalInfo.kernel(Signals.SIGINT));
    assertEquals(3, pending.size());
    assertEquals(2, pending.discard(SignalSets.bit(REAL_TIME)));
    assertEquals(1, pending.discard(ALL));
    assertEquals(0, pending.size());
  }
}
