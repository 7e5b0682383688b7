package io.jvisor.kernel.core;

/** The names that {@code uname(2)} tells to everybody. */
public final class SystemNames {
  /** The version of Linux whose behaviour this kernel follows. */
  public static final String RELEASE = "6.8.0-jvisor";

  /** {@code version} of {@code struct utsname}. */
  public static final String VERSION = "#1 SMP PREEMPT_DYNAMIC";

  private SystemNames() {}
}
