package io.jvisor.platform.spi.host;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;

/** The CPU's time stamp counter, read by a few instructions on a page of their own. */
public final class HostTsc {
  /** {@code lfence; rdtsc; lfence; shl rdx, 32; or rax, rdx; ret}. */
  private static final byte[] READ = {
    0x0f,
    (byte) 0xae,
    (byte) 0xe8,
    0x0f,
    0x31,
    0x0f,
    (byte) 0xae,
    (byte) 0xe8,
    0x48,
    (byte) 0xc1,
    (byte) 0xe2,
    0x20,
    0x48,
    0x09,
    (byte) 0xd0,
    (byte) 0xc3
  };

  /** {@code mov r8, rbx; mov eax, edi; xor ecx, ecx; cpuid; mov eax, edx; mov rbx, r8; ret}. */
  private static final byte[] CPUID_EDX = {
    0x49,
    (byte) 0x89,
    (byte) 0xd8,
    (byte) 0x89,
    (byte) 0xf8,
    0x31,
    (byte) 0xc9,
    0x0f,
    (byte) 0xa2,
    (byte) 0x89,
    (byte) 0xd0,
    0x4c,
    (byte) 0x89,
    (byte) 0xc3,
    (byte) 0xc3
  };

  private static final int CPUID_AT = 64;
  private static final int PAGE = 4096;
  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXECUTE = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int POWER_MANAGEMENT = 0x8000_0007;
  private static final int INVARIANT = 1 << 8;
  private static final Invoker INVOKER = Invoker.getInstance();
  private static final CallContext NO_ARGUMENTS =
      new CallContext(Type.SINT64, new Type[0], CallingConvention.DEFAULT, false);
  private static final long CODE = makeCode();

  private HostTsc() {}

  private static long makeCode() {
    long page =
        HostCall.function(
            HostCall.symbol("mmap"), 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (page < 0) {
      return 0;
    }
    MemorySegment code = MemorySegment.ofAddress(page).reinterpret(PAGE);
    code.asSlice(0, READ.length).copyFrom(MemorySegment.ofArray(READ));
    code.asSlice(CPUID_AT, CPUID_EDX.length).copyFrom(MemorySegment.ofArray(CPUID_EDX));
    return HostCall.call(SyscallNumbers.MPROTECT, page, PAGE, PROT_READ_EXECUTE) == 0 ? page : 0;
  }

  /** Whether the counter runs at one rate on all CPUs at all times, and can be read from here. */
  public static boolean isInvariant() {
    if (CODE == 0) {
      return false;
    }
    int features = (int) HostCall.function(CODE + CPUID_AT, POWER_MANAGEMENT, 0, 0, 0, 0, 0);
    return (features & INVARIANT) != 0;
  }

  /** The counter, after all loads before it and before all that follow. */
  public static long read() {
    return INVOKER.invokeL0(NO_ARGUMENTS, CODE);
  }
}
