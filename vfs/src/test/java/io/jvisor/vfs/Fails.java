package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import org.junit.jupiter.api.function.Executable;

/** Calls that must fail with an errno. */
public final class Fails {
  private Fails() {}

  /** Runs a call that must fail. */
  public static void with(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }
}
