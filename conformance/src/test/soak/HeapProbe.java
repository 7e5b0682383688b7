import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;

/**
 * Says what is alive in the heap of a process that no tool may attach to: an agent with two FIFOs,
 * {@code FOLDER/ask} and {@code FOLDER/answer}. For each byte it reads it collects all of the heap
 * and writes a line, the KiB that are left.
 */
public final class HeapProbe {
  private HeapProbe() {}

  /** Opens the FIFOs, while the process may still open files. */
  public static void premain(String folder) throws IOException {
    RandomAccessFile ask = new RandomAccessFile(folder + "/ask", "rw"); // never at its end
    RandomAccessFile answer = new RandomAccessFile(folder + "/answer", "rw");
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Thread thread = new Thread(() -> serve(ask, answer, memory), "heap-probe");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(RandomAccessFile ask, RandomAccessFile answer, MemoryMXBean memory) {
    try {
      while (ask.read() >= 0) {
        // What the first one finds dead may keep other things until its cleaner has run.
        for (int i = 0; i < 3; i++) {
          memory.gc();
          Thread.sleep(100);
        }
        long used = memory.getHeapMemoryUsage().getUsed() >> 10;
        answer.write((used + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException | InterruptedException _) {
      // No more answers: who asks sees the end of its patience.
    }
  }
}
