package io.jvisor.platform.testkit;

import io.jvisor.platform.spi.PlatformProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of one platform, each with a machine of its own. */
public abstract class PlatformContract {
  final PlatformProvider provider;

  /** Open during each test. */
  protected GuestMachine machine;

  PlatformContract(PlatformProvider provider) {
    this.provider = provider;
  }

  @BeforeEach
  void open() throws Exception {
    machine = new GuestMachine(provider);
  }

  @AfterEach
  void close() {
    machine.close();
  }
}
