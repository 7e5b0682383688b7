package io.jvisor.platform.testkit;

import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.PlatformProvider;
import java.util.concurrent.CountDownLatch;

/** A kernel with guests that compute for ever, to be killed; see {@link StubProcessContract}. */
final class StubKeeper {
  private static final int GUESTS = 5;

  private StubKeeper() {}

  /** Says "ready" once the guests run. The argument is the class of the platform's provider. */
  public static void main(String[] arguments) throws Exception {
    PlatformProvider provider =
        Class.forName(arguments[0])
            .asSubclass(PlatformProvider.class)
            .getConstructor()
            .newInstance();
    try (GuestMachine machine = new GuestMachine(provider)) {
      machine.code(0, "0f05 ebfe"); // syscall; jmp .
      CountDownLatch running = new CountDownLatch(GUESTS);
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
      new CountDownLatch(1).await();
    }
  }
}
