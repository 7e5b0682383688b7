package io.jvisor.platform.spi.host;

/** What the host's kernel tells programs about the CPU: {@code getauxval(3)}. */
public final class HostCpu {
  private static final long GETAUXVAL = HostCall.symbol("getauxval");
  private static final int AT_HWCAP = 16;
  private static final int AT_HWCAP2 = 26;
  private static final int AT_MINSIGSTKSZ = 51;

  private HostCpu() {}

  /** {@code AT_HWCAP}: {@code edx} of {@code cpuid} leaf 1. */
  public static long capabilities() {
    return auxiliary(AT_HWCAP);
  }

  /** {@code AT_HWCAP2}: what the kernel lets user code use. */
  public static long moreCapabilities() {
    return auxiliary(AT_HWCAP2);
  }

  /** {@code AT_MINSIGSTKSZ}: the size of a signal frame with all extended state; 0 if unknown. */
  public static long leastSignalStack() {
    return auxiliary(AT_MINSIGSTKSZ);
  }

  private static long auxiliary(int type) {
    return HostCall.function(GETAUXVAL, type, 0, 0, 0, 0, 0);
  }
}
