package io.jvisor.platform.systrap;

/**
 * Whom a carrier has resumed and not woken yet. To wake a stub on another CPU costs twenty times
 * what it costs there; so it is left to the next one that is about to sleep on that CPU, and done
 * from here only where none does so soon.
 *
 * <p>Owned by the carrier's thread; the balancer calls {@link #check} and {@link #hurry}, and minds
 * no old value.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class StubWaker {
  /** How often others go on before one that is yet to be woken is. */
  private static final int PATIENCE = 4;

  /** A stub that was resumed and sleeps; null for none. */
  private volatile StubThread unwoken;

  /** Counts resumptions of others since. */
  private int patience;

  /** A stub that another one was told to wake, and that has not trapped since; or null. */
  private volatile StubThread entrusted;

  /** Whether a stub is yet to be woken. */
  boolean hasUnwoken() {
    return unwoken != null;
  }

  /** Has a stub woken in a moment. */
  void wakeSoon(StubThread stub) {
    wakeAll();
    unwoken = stub;
    patience = PATIENCE;
  }

  /** Takes notice that another stub goes on. */
  void pass() {
    if (unwoken != null && --patience == 0) {
      wakeAll();
    }
  }

  /** Wakes whoever is yet to be woken, or may be. */
  void wakeAll() {
    hurry();
    unwoken = null;
    check();
    entrusted = null;
  }

  /** Wakes the stub that is yet to be woken. */
  void hurry() {
    StubThread stub = unwoken;
    if (stub != null) {
      stub.wake();
    }
  }

  /** Wakes the stub that was left to another one, which is a guest's and may be hostile. */
  void check() {
    StubThread stub = entrusted;
    if (stub != null) {
      stub.wake();
    }
  }

  /** Lets a stub sleep that has trapped, and wake the one that is yet to be woken. */
  void entrust(StubThread stub) {
    StubThread partner = unwoken;
    if (stub.rest(partner) && partner != null) {
      unwoken = null;
      entrusted = partner;
    }
  }

  /** Takes notice that a stub has trapped. */
  void confirm(StubThread stub) {
    if (entrusted == stub) {
      entrusted = null;
    }
  }
}
