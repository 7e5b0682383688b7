package io.jvisor.platform.systrap;

import io.jvisor.platform.testkit.AddressSpaceContract;

final class AddressSpaceTest extends AddressSpaceContract {
  AddressSpaceTest() {
    super(new SystrapPlatformProvider());
  }
}
