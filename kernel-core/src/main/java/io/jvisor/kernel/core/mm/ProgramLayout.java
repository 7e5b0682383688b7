package io.jvisor.kernel.core.mm;

/**
 * Where the parts of the program are: the fields of {@code struct mm_struct} that {@code
 * /proc/PID/stat}, {@code cmdline}, {@code environ} and {@code auxv} go by.
 *
 * @param startCode lowest address of executable segments
 * @param endCode their highest
 * @param startData lowest address of the writable data segment
 * @param endData end of what the file gives of it
 * @param startBrk where the heap begins
 * @param startStack the initial stack pointer
 * @param argumentStart where the strings of {@code argv} begin
 * @param argumentEnd where they end
 * @param environmentStart where the strings of {@code envp} begin
 * @param environmentEnd where they end
 * @param auxiliaryVector where the auxiliary vector begins
 * @param auxiliarySize its size in bytes, {@code AT_NULL} included
 */
public record ProgramLayout(
    long startCode,
    long endCode,
    long startData,
    long endData,
    long startBrk,
    long startStack,
    long argumentStart,
    long argumentEnd,
    long environmentStart,
    long environmentEnd,
    long auxiliaryVector,
    long auxiliarySize) {
  /** Nothing is loaded yet. */
  public static final ProgramLayout NONE = new ProgramLayout(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
