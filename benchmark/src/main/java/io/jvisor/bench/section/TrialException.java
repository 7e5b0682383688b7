package io.jvisor.bench.section;

/** A trial that did not work under a runtime. The message is one line. */
public final class TrialException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A trial that did not work, for this reason. */
  public TrialException(String reason) {
    super(reason);
  }
}
