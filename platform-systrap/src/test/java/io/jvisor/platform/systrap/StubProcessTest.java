package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.testkit.StubProcessContract;

final class StubProcessTest extends StubProcessContract {
  StubProcessTest() {
    super(new SystrapPlatformProvider());
  }

  @Override
  protected ProcessHandle stubOf(AddressSpace space) {
    return ProcessHandle.of(((SystrapAddressSpace) space).process.pid).orElseThrow();
  }
}
