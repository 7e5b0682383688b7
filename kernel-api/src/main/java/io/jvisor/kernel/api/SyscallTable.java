package io.jvisor.kernel.api;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The system call table: an array indexed by number, filled at boot and never changed after.
 *
 * <p>Numbers that no provider registered answer {@code ENOSYS}. Two providers that register the
 * same number are a configuration error.
 */
public final class SyscallTable {
  private static final SyscallHandler ENOSYS = (_, _, _, _, _, _, _) -> Errno.ENOSYS.result();

  private final SyscallHandler[] handlers = new SyscallHandler[SyscallNumbers.LIMIT];
  private final Syscall[] entries = new Syscall[SyscallNumbers.LIMIT];

  /**
   * Assembles a table.
   *
   * @param providers the providers to ask, in order
   * @throws IllegalStateException when two providers register one number; the message names both
   */
  public SyscallTable(Iterable<? extends SyscallProvider> providers) {
    Arrays.fill(handlers, ENOSYS);
    for (SyscallProvider provider : providers) {
      provider.register(new Registrar(provider.name()));
    }
    for (int number = 0; number < entries.length; number++) {
      if (entries[number] == null && SyscallNumbers.isKnown(number)) {
        entries[number] =
            new Syscall(
                number,
                SyscallNumbers.name(number),
                ENOSYS,
                Completeness.MISSING,
                "all of it: ENOSYS",
                "",
                List.of());
      }
    }
  }

  /**
   * Runs a call.
   *
   * @param number what the guest had in {@code rax}
   * @return the value for {@code rax}, or a {@link Restart} value
   */
  public long dispatch(Task task, long number, long a, long b, long c, long d, long e, long f) {
    if (number < 0 || number >= handlers.length) {
      return Errno.ENOSYS.result();
    }
    try {
      return handlers[(int) number].call(task, a, b, c, d, e, f);
    } catch (ErrnoException error) {
      return error.result();
    }
  }

  /** Whether a provider registered this number. */
  public boolean isImplemented(long number) {
    Syscall entry = entry(number);
    return entry != null && entry.completeness() != Completeness.MISSING;
  }

  /** The entry of a number, or null where Linux has none and nobody registered one. */
  public Syscall entry(long number) {
    return number >= 0 && number < entries.length ? entries[(int) number] : null;
  }

  /** All entries by number, those that are missing included. */
  public List<Syscall> entries() {
    List<Syscall> list = new ArrayList<>();
    for (Syscall entry : entries) {
      if (entry != null) {
        list.add(entry);
      }
    }
    return list;
  }

  /** The face of the table that one provider sees at boot. */
  public final class Registrar {
    private final String provider;

    private Registrar(String provider) {
      this.provider = provider;
    }

    /**
     * Begins the entry of a call that does all that its man page says.
     *
     * @param number one of {@link SyscallNumbers}
     * @param arguments how each argument is shown
     */
    public Entry full(int number, Arg... arguments) {
      return new Entry(provider, number, Completeness.FULL, "", List.of(arguments));
    }

    /**
     * Begins the entry of a call that lacks something.
     *
     * @param number one of {@link SyscallNumbers}
     * @param missing what is not there, and the errno that refuses it
     * @param arguments how each argument is shown
     */
    public Entry partial(int number, String missing, Arg... arguments) {
      return new Entry(provider, number, Completeness.PARTIAL, missing, List.of(arguments));
    }
  }

  /** An entry that waits for its handler; one of the {@code by} methods completes it. */
  public final class Entry {
    private final String provider;
    private final int number;
    private final Completeness completeness;
    private final String missing;
    private final List<Arg> arguments;

    private Entry(
        String provider,
        int number,
        Completeness completeness,
        String missing,
        List<Arg> arguments) {
      this.provider = provider;
      this.number = number;
      this.completeness = completeness;
      this.missing = missing;
      this.arguments = arguments;
    }

    /** Completes the entry with a handler of six arguments. */
    public void by(SyscallHandler handler) {
      Syscall former = entries[number];
      if (former != null) {
        throw new IllegalStateException(
            "system call "
                + former.name()
                + " is registered by both "
                + former.provider()
                + " and "
                + provider);
      }
      entries[number] =
          new Syscall(
              number,
              SyscallNumbers.name(number),
              handler,
              completeness,
              missing,
              provider,
              arguments);
      handlers[number] = handler;
    }

    /** Completes the entry with a handler of no arguments. */
    public void by(SyscallHandler.Of0 handler) {
      by((task, _, _, _, _, _, _) -> handler.call(task));
    }

    /** Completes the entry with a handler of one argument. */
    public void by(SyscallHandler.Of1 handler) {
      by((task, a, _, _, _, _, _) -> handler.call(task, a));
    }

    /** Completes the entry with a handler of two arguments. */
    public void by(SyscallHandler.Of2 handler) {
      by((task, a, b, _, _, _, _) -> handler.call(task, a, b));
    }

    /** Completes the entry with a handler of three arguments. */
    public void by(SyscallHandler.Of3 handler) {
      by((task, a, b, c, _, _, _) -> handler.call(task, a, b, c));
    }

    /** Completes the entry with a handler of four arguments. */
    public void by(SyscallHandler.Of4 handler) {
      by((task, a, b, c, d, _, _) -> handler.call(task, a, b, c, d));
    }

    /** Completes the entry with a handler of five arguments. */
    public void by(SyscallHandler.Of5 handler) {
      by((task, a, b, c, d, e, _) -> handler.call(task, a, b, c, d, e));
    }
  }
}
