package io.jvisor.kernel.core.mm;

/** What became of a page fault. */
public enum FaultResult {
  /** The page is there now; run on. */
  HANDLED,
  /** {@code SIGSEGV} with {@code SEGV_MAPERR}: nothing is mapped there. */
  NOT_MAPPED,
  /** {@code SIGSEGV} with {@code SEGV_ACCERR}: the mapping does not allow the access. */
  NOT_ALLOWED,
  /** {@code SIGBUS} with {@code BUS_ADRERR}: past the end of the mapped file, or unreadable. */
  NO_PAGE,
  /** No memory is left; the task is killed. */
  OUT_OF_MEMORY
}
