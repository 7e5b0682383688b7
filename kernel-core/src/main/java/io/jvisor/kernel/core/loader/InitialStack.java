package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.mm.MemoryManager;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program finds on its stack: {@code argc}, {@code argv}, {@code envp} and the auxiliary
 * vector, as figure 3.9 of the System V ABI for x86-64 draws it, and above them the strings.
 */
final class InitialStack {
  /** The longest argument with its NUL: {@code MAX_ARG_STRLEN}. */
  private static final int STRING_LIMIT = 131_072;

  /** What arguments may take at least, and at most: {@code bprm_stack_limits}. */
  private static final long LEAST_LIMIT = 131_072;

  private static final long MOST_LIMIT = 6L << 20;

  private static final String PLATFORM = "x86_64";
  private static final int SEED_SIZE = 16;

  private final List<String> arguments;
  private final List<String> environment;
  private final String path;
  private final List<long[]> auxiliary = new ArrayList<>();

  private long top;
  private long argumentStart;
  private long environmentStart;
  private long environmentEnd;
  private long platformAddress;
  private long seedAddress;
  private long pathAddress;
  private long pointer;
  private long auxiliaryAddress;

  InitialStack(List<String> arguments, List<String> environment, String path) {
    this.arguments = arguments;
    this.environment = environment;
    this.path = path;
  }

  /**
   * Checks that the strings fit.
   *
   * @param stackLimit {@code RLIMIT_STACK}, or -1
   * @throws ErrnoException {@code E2BIG}
   */
  void checkSize(long stackLimit) throws ErrnoException {
    long limit = stackLimit < 0 ? MOST_LIMIT : Math.min(MOST_LIMIT, stackLimit / 4);
    limit = Math.max(limit, LEAST_LIMIT);
    long size = 8L * (Math.max(arguments.size(), 1) + (long) environment.size());
    size += sizeOf(arguments) + sizeOf(environment) + path.length() + 1;
    if (size > limit) {
      throw Errno.E2BIG.exception();
    }
  }

  private static long sizeOf(List<String> strings) throws ErrnoException {
    long size = 0;
    for (String string : strings) {
      if (string.length() >= STRING_LIMIT) {
        throw Errno.E2BIG.exception();
      }
      size += string.length() + 1;
    }
    return size;
  }

  /**
   * Decides where the strings go.
   *
   * @param stackTop the end of the stack
   * @param padding bytes to leave free below the strings, for the sake of surprise
   */
  void layOut(long stackTop, int padding) throws ErrnoException {
    top = stackTop;
    pathAddress = stackTop - Long.BYTES - path.length() - 1;
    environmentEnd = pathAddress;
    environmentStart = environmentEnd - sizeOf(environment);
    argumentStart = environmentStart - sizeOf(arguments);
    long below = (argumentStart - padding) & -16;
    platformAddress = below - PLATFORM.length() - 1;
    seedAddress = platformAddress - SEED_SIZE;
    pointer = seedAddress;
  }

  long argumentStart() {
    return argumentStart;
  }

  long environmentStart() {
    return environmentStart;
  }

  long environmentEnd() {
    return environmentEnd;
  }

  long platformAddress() {
    return platformAddress;
  }

  long seedAddress() {
    return seedAddress;
  }

  long pathAddress() {
    return pathAddress;
  }

  long auxiliaryAddress() {
    return auxiliaryAddress;
  }

  long auxiliarySize() {
    return 16L * auxiliary.size();
  }

  /** The stack pointer, a multiple of 16; known after {@link #seal}. */
  long pointer() {
    return pointer;
  }

  /** Adds an entry of the auxiliary vector. */
  void add(long type, long value) {
    auxiliary.add(new long[] {type, value});
  }

  /** Decides where the vectors go, when all entries are there; returns the stack's size so far. */
  long seal() {
    long words = 1 + arguments.size() + 1 + environment.size() + 1 + 2L * auxiliary.size();
    pointer = (seedAddress - 8 * words) & -16;
    auxiliaryAddress = pointer + 8 * (words - 2L * auxiliary.size());
    return top - pointer;
  }

  /** Writes everything. */
  void write(MemoryManager mm, MemorySegment seed) throws ErrnoException {
    MemorySegment image = MemorySegment.ofArray(new byte[(int) (top - pointer)]);
    long word = 0;
    put(image, word++, arguments.size());
    long at = argumentStart;
    for (String string : arguments) {
      put(image, word++, at);
      at = putString(image, at, string);
    }
    put(image, word++, 0);
    for (String string : environment) {
      put(image, word++, at);
      at = putString(image, at, string);
    }
    put(image, word++, 0);
    for (long[] entry : auxiliary) {
      put(image, word++, entry[0]);
      put(image, word++, entry[1]);
    }
    putString(image, pathAddress, path);
    putString(image, platformAddress, PLATFORM);
    MemorySegment.copy(seed, 0, image, seedAddress - pointer, SEED_SIZE);
    if (mm.userMemory().tryWrite(pointer, image, 0, image.byteSize()) != image.byteSize()) {
      throw Errno.ENOMEM.exception();
    }
  }

  private static void put(MemorySegment image, long word, long value) {
    image.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 * word, value);
  }

  /** Writes a string and a NUL; returns the address after it. */
  private long putString(MemorySegment image, long address, String string) {
    byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment.copy(bytes, 0, image, ValueLayout.JAVA_BYTE, address - pointer, bytes.length);
    return address + bytes.length + 1;
  }
}
