package io.jvisor.kernel.core.vdso;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The functions of the vDSO. All are leaves and use scratch registers only: r9 holds the address of
 * the {@link TimePage}, r10 the sequence count, r11 the offset of realtime.
 */
final class VdsoCode {
  private static final int EAX = 0;
  private static final int ECX = 1;
  private static final int EDX = 2;
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final int NANOS_PER_MICRO = 1000;

  /** Clocks that the page tells, a bit each: realtime, monotonic, raw, both coarse, boottime. */
  private static final int KNOWN_CLOCKS = 0xf3;

  private static final int LAST_CLOCK = 7;

  /** {@code CLOCK_REALTIME} and {@code CLOCK_REALTIME_COARSE}. */
  private static final int REALTIME_CLOCKS = 0x21;

  private static final int COARSE_CLOCKS = 0x60;
  private static final int COARSE_NANOS = 4_000_000;

  /** The segment whose limit tells CPU and node: {@code __CPUNODE_SEG}. */
  private static final int CPU_NODE_SEGMENT = 0x7b;

  private final MachineCode code = new MachineCode();
  private final Map<String, Integer> functions = new LinkedHashMap<>();

  /** Where the time page is, from the start of the code. */
  private final int pageFromCode;

  VdsoCode(int pageFromCode) {
    this.pageFromCode = pageFromCode;
    clockGettime();
    gettimeofday();
    time();
    clockGetres();
    getcpu();
  }

  byte[] bytes() {
    return code.toBytes();
  }

  /** The functions by the name after {@code __vdso_}, and where they begin. */
  Map<String, Integer> functions() {
    return functions;
  }

  private void begin(String name) {
    code.align();
    functions.put(name, code.size());
  }

  /** Leaves monotonic nanoseconds in rax, and what realtime is ahead in r11. */
  private void readClock(MachineCode.Label fallback) {
    MachineCode.Label again = new MachineCode.Label();
    MachineCode.Label forward = new MachineCode.Label();
    code.addressInR9(pageFromCode);
    code.bytes(0xeb, 0x02); // jmp over the pause, which takes as long as all the rest
    code.bind(again);
    code.bytes(0xf3, 0x90); // pause
    code.bytes(0x45, 0x8b, 0x11); // mov r10d, [r9 + SEQUENCE]
    code.bytes(0x41, 0xf6, 0xc2, 0x01); // test r10b, 1
    code.jump(MachineCode.NOT_ZERO, again);
    code.bytes(0x41, 0x83, 0x79, TimePage.USABLE, 0x00); // cmp dword [r9 + USABLE], 0
    code.jump(MachineCode.ZERO, fallback);
    code.bytes(0x0f, 0xae, 0xe8); // lfence
    code.bytes(0x0f, 0x31); // rdtsc
    code.bytes(0x48, 0xc1, 0xe2, 0x20); // shl rdx, 32
    code.bytes(0x48, 0x09, 0xd0); // or rax, rdx
    code.bytes(0x49, 0x2b, 0x41, TimePage.START); // sub rax, [r9 + START]
    code.jump(MachineCode.NOT_BELOW, forward);
    code.bytes(0x31, 0xc0); // xor eax, eax
    code.bind(forward);
    code.bytes(0x49, 0xf7, 0x61, TimePage.MULTIPLIER); // mul qword [r9 + MULTIPLIER]
    code.bytes(0x48, 0x0f, 0xac, 0xd0, TimePage.SHIFT); // shrd rax, rdx, SHIFT
    code.bytes(0x49, 0x03, 0x41, TimePage.BASE); // add rax, [r9 + BASE]
    code.bytes(0x4d, 0x8b, 0x59, TimePage.OFFSET); // mov r11, [r9 + OFFSET]
    code.bytes(0x45, 0x3b, 0x11); // cmp r10d, [r9 + SEQUENCE]
    code.jump(MachineCode.NOT_ZERO, again);
  }

  private void addOffset() {
    code.bytes(0x4c, 0x01, 0xd8); // add rax, r11
  }

  /** Splits nanoseconds in rax into seconds in rax and the rest in rdx. */
  private void splitSeconds() {
    code.bytes(0x31, 0xd2); // xor edx, edx
    code.move(ECX, NANOS_PER_SECOND);
    code.bytes(0x48, 0xf7, 0xf1); // div rcx
  }

  private void returnZero() {
    code.bytes(0x31, 0xc0); // xor eax, eax
    code.ret();
  }

  /** Jumps if the clock in edi is not one of those that the page tells. */
  private void checkClock(MachineCode.Label fallback) {
    code.bytes(0x83, 0xff, LAST_CLOCK); // cmp edi, LAST_CLOCK
    code.jump(MachineCode.ABOVE, fallback);
    code.move(EAX, KNOWN_CLOCKS);
    code.bytes(0x0f, 0xa3, 0xf8); // bt eax, edi
    code.jump(MachineCode.NOT_BELOW, fallback);
  }

  private void clockGettime() {
    begin("clock_gettime");
    MachineCode.Label fallback = new MachineCode.Label();
    MachineCode.Label monotonic = new MachineCode.Label();
    checkClock(fallback);
    readClock(fallback);
    code.move(ECX, REALTIME_CLOCKS);
    code.bytes(0x0f, 0xa3, 0xf9); // bt ecx, edi
    code.jump(MachineCode.NOT_BELOW, monotonic);
    addOffset();
    code.bind(monotonic);
    splitSeconds();
    code.bytes(0x48, 0x89, 0x06); // mov [rsi], rax
    code.bytes(0x48, 0x89, 0x56, 0x08); // mov [rsi + 8], rdx
    returnZero();
    code.bind(fallback);
    code.systemCall(SyscallNumbers.CLOCK_GETTIME);
  }

  private void gettimeofday() {
    begin("gettimeofday");
    MachineCode.Label fallback = new MachineCode.Label();
    MachineCode.Label zone = new MachineCode.Label();
    MachineCode.Label done = new MachineCode.Label();
    readClock(fallback);
    addOffset();
    splitSeconds();
    code.bytes(0x48, 0x85, 0xff); // test rdi, rdi
    code.jump(MachineCode.ZERO, zone);
    code.bytes(0x48, 0x89, 0x07); // mov [rdi], rax
    code.bytes(0x89, 0xd0); // mov eax, edx
    code.bytes(0x31, 0xd2); // xor edx, edx
    code.move(ECX, NANOS_PER_MICRO);
    code.bytes(0xf7, 0xf1); // div ecx
    code.bytes(0x48, 0x89, 0x47, 0x08); // mov [rdi + 8], rax
    code.bind(zone);
    code.bytes(0x48, 0x85, 0xf6); // test rsi, rsi
    code.jump(MachineCode.ZERO, done);
    code.bytes(0x48, 0xc7, 0x06, 0, 0, 0, 0); // mov qword [rsi], 0
    code.bind(done);
    returnZero();
    code.bind(fallback);
    code.systemCall(SyscallNumbers.GETTIMEOFDAY);
  }

  private void time() {
    begin("time");
    MachineCode.Label fallback = new MachineCode.Label();
    MachineCode.Label done = new MachineCode.Label();
    readClock(fallback);
    addOffset();
    splitSeconds();
    code.bytes(0x48, 0x85, 0xff); // test rdi, rdi
    code.jump(MachineCode.ZERO, done);
    code.bytes(0x48, 0x89, 0x07); // mov [rdi], rax
    code.bind(done);
    code.ret();
    code.bind(fallback);
    code.systemCall(SyscallNumbers.TIME);
  }

  private void clockGetres() {
    begin("clock_getres");
    MachineCode.Label fallback = new MachineCode.Label();
    MachineCode.Label fine = new MachineCode.Label();
    MachineCode.Label done = new MachineCode.Label();
    checkClock(fallback);
    code.bytes(0x48, 0x85, 0xf6); // test rsi, rsi
    code.jump(MachineCode.ZERO, done);
    code.move(EDX, 1);
    code.move(ECX, COARSE_CLOCKS);
    code.bytes(0x0f, 0xa3, 0xf9); // bt ecx, edi
    code.jump(MachineCode.NOT_BELOW, fine);
    code.move(EDX, COARSE_NANOS);
    code.bind(fine);
    code.bytes(0x48, 0xc7, 0x06, 0, 0, 0, 0); // mov qword [rsi], 0
    code.bytes(0x48, 0x89, 0x56, 0x08); // mov [rsi + 8], rdx
    code.bind(done);
    returnZero();
    code.bind(fallback);
    code.systemCall(SyscallNumbers.CLOCK_GETRES);
  }

  private void getcpu() {
    begin("getcpu");
    MachineCode.Label fallback = new MachineCode.Label();
    MachineCode.Label node = new MachineCode.Label();
    MachineCode.Label done = new MachineCode.Label();
    code.move(EAX, CPU_NODE_SEGMENT);
    code.bytes(0x0f, 0x03, 0xc0); // lsl eax, eax
    code.jump(MachineCode.NOT_ZERO, fallback);
    code.bytes(0x48, 0x85, 0xff); // test rdi, rdi
    code.jump(MachineCode.ZERO, node);
    code.bytes(0x89, 0xc2); // mov edx, eax
    code.bytes(0x81, 0xe2, 0xff, 0x0f, 0, 0); // and edx, 0xfff
    code.bytes(0x89, 0x17); // mov [rdi], edx
    code.bind(node);
    code.bytes(0x48, 0x85, 0xf6); // test rsi, rsi
    code.jump(MachineCode.ZERO, done);
    code.bytes(0xc1, 0xe8, 0x0c); // shr eax, 12
    code.bytes(0x89, 0x06); // mov [rsi], eax
    code.bind(done);
    returnZero();
    code.bind(fallback);
    code.systemCall(SyscallNumbers.GETCPU);
  }
}
