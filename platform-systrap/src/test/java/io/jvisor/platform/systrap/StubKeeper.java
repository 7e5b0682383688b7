package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.Event;

/** A kernel with guests that compute for ever; killed by {@link KilledKernelTest}. */
final class StubKeeper {
  private static final int GUESTS = 5;

  private StubKeeper() {}

  /** Says "ready" once the guests run. */
  public static void main(String[] arguments) throws Exception {
    try (GuestMachine machine = new GuestMachine()) {
      machine.code(0, "0f05 ebfe"); // syscall; jmp .
      java.util.concurrent.CountDownLatch running = new java.util.concurrent.CountDownLatch(GUESTS);
      for (int i = 0; i < GUESTS; i++) {
        machine.start(
            machine.newSpace(),
            guest -> {
              if (guest.runAt(GuestMachine.CODE) == Event.SYSCALL) {
                running.countDown();
              }
              guest.run();
            });
      }
      running.await();
      System.out.println("ready");
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
