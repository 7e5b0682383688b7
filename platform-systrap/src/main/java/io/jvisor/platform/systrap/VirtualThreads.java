package io.jvisor.platform.systrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * Makes virtual threads with a scheduler of their own, which the JDK can do but does not offer: it
 * needs {@code --add-opens java.base/java.lang=io.jvisor.platform.systrap}.
 */
final class VirtualThreads {
  private static final MethodHandle MAKE = find();

  private VirtualThreads() {}

  private static MethodHandle find() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      MethodType type =
          MethodType.methodType(
              Thread.class, Executor.class, String.class, int.class, Runnable.class);
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(builders, "newVirtualThread", type);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Whether this Java can and may. */
  static boolean isAvailable() {
    return MAKE != null;
  }

  /**
   * Makes a thread that is not started.
   *
   * @param scheduler is given the thread's continuation each time when it can go on; runs it on a
   *     platform thread
   */
  static Thread make(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread) MAKE.invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
