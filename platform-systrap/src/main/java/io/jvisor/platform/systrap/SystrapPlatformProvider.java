package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.host.HostCpu;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.Optional;

/** The platform in which a system call is a signal, and a hand-over a write to shared memory. */
public final class SystrapPlatformProvider implements PlatformProvider {
  /** {@code HWCAP2_FSGSBASE} of {@code arch/x86/include/uapi/asm/hwcap2.h}. */
  private static final long HWCAP2_FSGSBASE = 2;

  @Override
  public String name() {
    return "systrap";
  }

  @Override
  public String description() {
    return "stub processes under a seccomp filter; calls are handed over through shared memory";
  }

  @Override
  public int preference() {
    return 20;
  }

  @Override
  public Optional<String> obstacle() {
    if (!"amd64".equals(System.getProperty("os.arch"))) {
      return Optional.of("needs an x86-64 host");
    }
    if ((HostCpu.moreCapabilities() & HWCAP2_FSGSBASE) == 0) {
      return Optional.of("needs a CPU and a host with FSGSBASE (Linux 5.9)");
    }
    if (HostCpu.leastSignalStack() > StubLayout.EXTENDED_LIMIT) {
      return Optional.of("the CPU's extended state is larger than a context has room for");
    }
    return Optional.empty();
  }

  @Override
  public Platform open(MemoryFile memory) {
    return new SystrapPlatform(memory);
  }
}
