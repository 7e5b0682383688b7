package io.jvisor.platform.ptrace;

import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.host.HostException;
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
    if (!"amd64".equals(System.getProperty("os.arch"))) {
      return Optional.of("needs an x86-64 host");
    }
    try (MemoryFile memory = new MemoryFile(MemoryFile.PAGE_SIZE);
        Platform platform = open(memory)) {
      platform.lowestAddress();
      return Optional.empty();
    } catch (HostException e) {
      return Optional.of("the host does not allow it: " + e.getMessage());
    }
  }

  @Override
  public Platform open(MemoryFile memory) {
    return new PtracePlatform(memory);
  }
}
