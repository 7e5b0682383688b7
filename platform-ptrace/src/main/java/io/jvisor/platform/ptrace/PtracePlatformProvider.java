package io.jvisor.platform.ptrace;

import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.Optional;

/** The platform that needs nothing of the host but {@code ptrace(2)}. */
public final class PtracePlatformProvider implements PlatformProvider {
  @Override
  public String name() {
    return "ptrace";
  }

  @Override
  public String description() {
    return "stub processes under PTRACE_SYSEMU; runs everywhere, a call costs two context switches";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Optional<String> obstacle() {
    return "amd64".equals(System.getProperty("os.arch"))
        ? Optional.empty()
        : Optional.of("needs an x86-64 host");
  }

  @Override
  public Platform open(MemoryFile memory) {
    return new PtracePlatform(memory);
  }
}
