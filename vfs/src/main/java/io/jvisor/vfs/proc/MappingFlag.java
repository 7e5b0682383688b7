package io.jvisor.vfs.proc;

/**
 * What {@code VmFlags} of {@code smaps} tells of a mapping, in the order of the bits of Linux's
 * {@code vm_flags}.
 */
public enum MappingFlag {
  /** {@code PROT_READ}. */
  READ("rd"),
  /** {@code PROT_WRITE}. */
  WRITE("wr"),
  /** {@code PROT_EXEC}. */
  EXECUTE("ex"),
  /** Stores may be seen by others: {@code MAP_SHARED}, of a file that can be written. */
  SHARED("sh"),
  /** {@code mprotect(2)} may add {@code PROT_READ}. */
  MAY_READ("mr"),
  /** {@code mprotect(2)} may add {@code PROT_WRITE}. */
  MAY_WRITE("mw"),
  /** {@code mprotect(2)} may add {@code PROT_EXEC}. */
  MAY_EXECUTE("me"),
  /** {@code MAP_SHARED}. */
  MAY_SHARE("ms"),
  /** A stack. */
  GROWS_DOWN("gd"),
  /** {@code mlock(2)}. */
  LOCKED("lo"),
  /** {@code MADV_SEQUENTIAL}. */
  SEQUENTIAL("sr"),
  /** {@code MADV_RANDOM}. */
  RANDOM("rr"),
  /** {@code MADV_DONTFORK}. */
  DONT_FORK("dc"),
  /** The kernel's own: cannot grow. */
  DONT_EXPAND("de"),
  /** {@code MLOCK_ONFAULT}. */
  LOCKED_ON_FAULT("lf"),
  /** Its memory counts as committed. */
  ACCOUNTED("ac"),
  /** {@code MAP_NORESERVE}. */
  NO_RESERVE("nr"),
  /** {@code MADV_WIPEONFORK}. */
  WIPE_ON_FORK("wf"),
  /** {@code MADV_DONTDUMP}. */
  DONT_DUMP("dd"),
  /** {@code MADV_HUGEPAGE}. */
  HUGE_PAGE("hg"),
  /** {@code MADV_NOHUGEPAGE}. */
  NO_HUGE_PAGE("nh");

  private final String text;

  MappingFlag(String text) {
    this.text = text;
  }

  /** Its two letters. */
  String text() {
    return text;
  }
}
