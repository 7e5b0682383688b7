package io.jvisor.platform.spi.host;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;

/**
 * System calls of the host, by number, through jnr-ffi's own invoker.
 *
 * <p>Arguments and results are plain {@code long}s, so that a call allocates nothing. The other
 * classes of this package give the calls names and types; only platforms use this one directly.
 */
public final class HostCall {
  private static final Type LONG = Type.SINT64;
  private static final Invoker INVOKER = Invoker.getInstance();
  private static final LastError LAST_ERROR = LastError.getInstance();
  private static final CallContext SIX_LONGS =
      new CallContext(
          LONG, new Type[] {LONG, LONG, LONG, LONG, LONG, LONG}, CallingConvention.DEFAULT, true);
  private static final Library LIBC = Library.getCachedInstance("libc.so.6", Library.LAZY);
  private static final long SYSCALL = symbol("syscall");

  private HostCall() {}

  /**
   * The address of a function of the C library.
   *
   * @throws UnsatisfiedLinkError when the library does not have it
   */
  public static long symbol(String name) {
    long address = LIBC.getSymbolAddress(name);
    if (address == 0) {
      throw new UnsatisfiedLinkError(name);
    }
    return address;
  }

  /**
   * Calls a function of the C library that takes up to six integers or pointers and reports errors
   * with -1 and {@code errno}.
   *
   * @param function what {@link #symbol} gave
   * @return the result, or a negative errno
   */
  public static long function(long function, long a, long b, long c, long d, long e, long f) {
    long result = INVOKER.invokeL6(SIX_LONGS, function, a, b, c, d, e, f);
    return result == -1 ? -LAST_ERROR.get() : result;
  }

  /**
   * Makes a system call of up to five arguments.
   *
   * @param number the x86-64 number
   * @return the result, or a negative errno
   */
  public static long call(int number, long a, long b, long c, long d, long e) {
    return function(SYSCALL, number, a, b, c, d, e);
  }

  /** Makes a system call of up to three arguments. */
  public static long call(int number, long a, long b, long c) {
    return function(SYSCALL, number, a, b, c, 0, 0);
  }
}
