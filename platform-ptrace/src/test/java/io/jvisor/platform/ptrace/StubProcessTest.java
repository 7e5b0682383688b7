package io.jvisor.platform.ptrace;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.testkit.StubProcessContract;

final class StubProcessTest extends StubProcessContract {
  StubProcessTest() {
    super(new PtracePlatformProvider());
  }

  @Override
  protected ProcessHandle stubOf(AddressSpace space) {
    return ProcessHandle.of(((PtraceAddressSpace) space).process.pid).orElseThrow();
  }
}
