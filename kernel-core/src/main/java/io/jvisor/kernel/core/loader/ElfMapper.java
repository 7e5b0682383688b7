package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Elf;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.mm.MappingSetup;
import io.jvisor.kernel.core.mm.MemoryManager;

/** Maps the segments of an ELF file, as {@code load_elf_binary} of Linux does. */
final class ElfMapper {
  private static final long PAGE = 4096;

  private final Task task;
  private final MemoryManager mm;
  private final MappingSetup setup;
  private final ElfImage image;
  private final FileDescription file;

  /** What is added to the addresses of the file. */
  private long bias;

  private long startCode = Long.MAX_VALUE;
  private long endCode;
  private long startData;
  private long endData;
  private long end;
  private long headersAddress;

  ElfMapper(Task task, MemoryManager mm, ElfImage image, FileDescription file) {
    this.task = task;
    this.mm = mm;
    this.setup = mm.setup();
    this.image = image;
    this.file = file;
  }

  long bias() {
    return bias;
  }

  long entry() {
    return image.entry() + bias;
  }

  /** Where the program headers are in memory; 0 when no segment has them. */
  long headersAddress() {
    return headersAddress;
  }

  long startCode() {
    return startCode == Long.MAX_VALUE ? 0 : startCode;
  }

  long endCode() {
    return endCode;
  }

  long startData() {
    return startData;
  }

  long endData() {
    return endData;
  }

  /** The end of the last segment, before rounding. */
  long end() {
    return end;
  }

  /**
   * Maps everything.
   *
   * @param wanted where a file that can be anywhere begins, or 0 for where mappings go
   * @throws ErrnoException {@code EINVAL}, {@code ENOMEM} for impossible headers, and errors of
   *     {@code mmap(2)}
   */
  void map(long wanted) throws ErrnoException {
    bias = image.type() == Elf.ET_DYN ? chooseBias(wanted) : 0;
    boolean any = false;
    for (ElfSegment segment : image.segments()) {
      if (segment.type() == Elf.PT_LOAD) {
        any = true;
        check(segment);
        mapSegment(segment);
        record(segment);
      }
    }
    if (!any) {
      throw Errno.EINVAL.exception();
    }
  }

  private long chooseBias(long wanted) throws ErrnoException {
    long lowest = Long.MAX_VALUE;
    long highest = 0;
    long alignment = PAGE;
    for (ElfSegment segment : image.segments()) {
      if (segment.type() != Elf.PT_LOAD) {
        continue;
      }
      if (segment.address() < 0
          || segment.memorySize() < 0
          || segment.memorySize() > setup.limit()
          || segment.address() > setup.limit() - segment.memorySize()) {
        throw Errno.EINVAL.exception();
      }
      lowest = Math.min(lowest, segment.address() & -PAGE);
      highest = Math.max(highest, segment.address() + segment.memorySize());
      if (Long.bitCount(segment.alignment()) == 1) {
        alignment = Math.max(alignment, segment.alignment());
      }
    }
    if (lowest == Long.MAX_VALUE) {
      throw Errno.EINVAL.exception();
    }
    long size = up(highest) - lowest;
    if (alignment > setup.limit() >> 4 || size <= 0) {
      throw Errno.ENOMEM.exception();
    }
    long base =
        wanted != 0
            ? wanted & -alignment
            : (setup.findFree(0, size + alignment - PAGE) + alignment - 1) & -alignment;
    if (base < setup.lowest() || base > setup.limit() - size) {
      throw Errno.ENOMEM.exception();
    }
    return base - lowest;
  }

  private void check(ElfSegment segment) throws ErrnoException {
    if (segment.fileSize() < 0
        || segment.memorySize() < segment.fileSize()
        || segment.memorySize() > setup.limit()) {
      throw Errno.EINVAL.exception();
    }
    long start = segment.address() + bias;
    if (segment.offset() < 0
        || segment.address() < 0
        || start < 0
        || start > setup.limit() - segment.memorySize()) {
      throw Errno.EINVAL.exception();
    }
  }

  private void mapSegment(ElfSegment segment) throws ErrnoException {
    long start = segment.address() + bias;
    long fileEnd = start + segment.fileSize();
    long memoryEnd = start + segment.memorySize();
    long first = start & -PAGE;
    if (segment.fileSize() > 0) {
      long offset = segment.offset() - (start - first);
      mm.mmap(
          task,
          first,
          fileEnd - first,
          segment.protection(),
          MapFlags.MAP_PRIVATE | MapFlags.MAP_FIXED | MapFlags.MAP_DENYWRITE,
          file,
          offset);
      first = up(fileEnd);
      if (memoryEnd > fileEnd && (segment.flags() & Elf.PF_W) != 0) {
        clear(fileEnd, first);
      }
    }
    if (up(memoryEnd) > first) {
      mm.mmap(
          task,
          first,
          up(memoryEnd) - first,
          segment.protection(),
          MapFlags.MAP_PRIVATE | MapFlags.MAP_FIXED | MapFlags.MAP_ANONYMOUS,
          null,
          0);
    }
  }

  /** Zeroes the rest of the last page that the file gives. */
  private void clear(long from, long to) throws ErrnoException {
    if (mm.userMemory().tryFill(from, to - from) != to - from) {
      throw Errno.EFAULT.exception();
    }
  }

  private void record(ElfSegment segment) {
    long start = segment.address() + bias;
    long fileEnd = start + segment.fileSize();
    if ((segment.flags() & Elf.PF_X) != 0) {
      startCode = Math.min(startCode, start);
      endCode = Math.max(endCode, fileEnd);
    }
    startData = Math.max(startData, start);
    endData = Math.max(endData, fileEnd);
    end = Math.max(end, start + segment.memorySize());
    if (image.headersOffset() >= segment.offset()
        && image.headersOffset() - segment.offset() < segment.fileSize()) {
      headersAddress = image.headersOffset() - segment.offset() + start;
    }
  }

  private static long up(long value) {
    return (value + PAGE - 1) & -PAGE;
  }
}
