package io.jvisor.platform.ptrace;

import io.jvisor.platform.testkit.AddressSpaceContract;

final class AddressSpaceTest extends AddressSpaceContract {
  AddressSpaceTest() {
    super(new PtracePlatformProvider());
  }
}
