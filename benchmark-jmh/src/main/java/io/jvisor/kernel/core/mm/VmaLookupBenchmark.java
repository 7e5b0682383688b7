package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.abi.Prot;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From an address to its area; in this package because areas are nobody else's business. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class VmaLookupBenchmark {
  /** A power of two, so that the place of the next one costs nothing. */
  private static final int ADDRESSES = 1024;

  /** Bytes from area to area: a page, and a gap, so that none merge. */
  private static final long STRIDE = 2 * AddressLayout.PAGE_SIZE;

  /** A static program, a dynamic one, and a large one. */
  @Param({"8", "64", "4096"})
  public int areas;

  private final VmaSet set = new VmaSet();
  private final long[] addresses = new long[ADDRESSES];
  private int turn;

  /** Makes the areas. */
  @Setup
  public void fill() {
    for (int i = 0; i < areas; i++) {
      long start = (i + 16) * STRIDE;
      set.add(
          new Vma(
              null,
              start,
              start + AddressLayout.PAGE_SIZE,
              Prot.PROT_READ,
              Prot.PROT_READ,
              0,
              null,
              null,
              0,
              0,
              0,
              null));
    }
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < ADDRESSES; i++) {
      addresses[i] = (random.nextInt(areas) + 16) * STRIDE + 8;
    }
  }

  /** Faults all over the address space. */
  @Benchmark
  public Object anywhere() {
    return set.find(addresses[turn++ & (ADDRESSES - 1)]);
  }

  /** Faults in one place. */
  @Benchmark
  public Object same() {
    return set.find(addresses[0]);
  }
}
