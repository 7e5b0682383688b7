package io.jvisor.bench.runtime;

/**
 * A runtime that was looked for.
 *
 * @param runtime the runtime
 * @param version what it says it is; empty where it says nothing
 * @param trouble why it cannot be used; empty if it can
 */
public record Candidate(GuestRuntime runtime, String version, String trouble) {
  /** Whether it ran a program. */
  public boolean works() {
    return trouble.isEmpty();
  }
}
