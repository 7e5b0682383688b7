package io.jvisor.platform.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A platform with a page of code and a page of data, which its guests share. */
public final class GuestMachine implements AutoCloseable {
  /** Where the page of code is mapped. */
  public static final long CODE = 0x40_0000;

  /** Where the page of data is mapped. */
  public static final long DATA = 0x50_0000;

  /** The size of a page in bytes. */
  public static final int PAGE = MemoryFile.PAGE_SIZE;

  private final MemoryFile memory = new MemoryFile(64 << 20);
  final Platform platform;
  final long codeFrame;
  final long dataFrame;

  /** Opens a platform. */
  public GuestMachine(PlatformProvider provider) throws Exception {
    platform = provider.open(memory);
    codeFrame = memory.allocate();
    dataFrame = memory.allocate();
  }

  /** Puts machine code, as hexadecimal digits, into the page of code. */
  public void code(int offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    MemorySegment.copy(
        bytes, 0, memory.segment(), ValueLayout.JAVA_BYTE, codeFrame * PAGE + offset, bytes.length);
  }

  /** The page of data. */
  public MemorySegment data() {
    return memory.segment().asSlice(dataFrame * PAGE, PAGE);
  }

  /** What a test does on a task's thread. */
  public interface Body {
    /** Does it. */
    void run(Guest guest) throws Exception;
  }

  /** One guest thread. */
  public record Guest(AddressSpace space, Context context, Registers registers) {
    /** Runs guest code from an address on, until it traps. */
    public Event runAt(long rip) throws Exception {
      registers.rip(rip);
      return run();
    }

    /** Runs guest code from where it is, until it traps. */
    public Event run() throws Exception {
      return context.switchTo(space, registers);
    }
  }

  /** An address space with both pages. */
  public AddressSpace newSpace() throws Exception {
    AddressSpace space = platform.newAddressSpace();
    MappingChanges changes = new MappingChanges();
    changes.map(CODE, codeFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_EXEC);
    changes.map(DATA, dataFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_WRITE);
    assertTrue(space.apply(changes));
    return space;
  }

  /** Makes changes that the host must have room for. */
  public static void change(AddressSpace space, Consumer<MappingChanges> list) {
    MappingChanges changes = new MappingChanges();
    list.accept(changes);
    assertTrue(space.apply(changes));
  }

  /** Runs a test in a new address space on a task's thread, and waits for its end. */
  public void onTask(Body body) throws Exception {
    AddressSpace space = newSpace();
    Task task = start(space, body);
    task.join();
    space.release();
  }

  /** A started task and how it ends. */
  public record Task(Context context, CompletableFuture<Void> end) {
    /** Waits for its end, and fails as it failed. */
    public void join() throws Exception {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new AssertionError("in the task", e.getCause());
      }
    }
  }

  /** Starts a test in an address space on a task's thread. */
  public Task start(AddressSpace space, Body body) {
    Context context = platform.newContext();
    CompletableFuture<Void> end = new CompletableFuture<>();
    platform.start(
        "test",
        () -> {
          Throwable failure = null;
          try {
            body.run(new Guest(space, context, new Registers()));
          } catch (Throwable e) {
            failure = e;
          } finally {
            context.release();
          }
          if (failure == null) {
            end.complete(null);
          } else {
            end.completeExceptionally(failure);
          }
        });
    return new Task(context, end);
  }

  @Override
  public void close() {
    platform.close();
    memory.close();
  }
}
