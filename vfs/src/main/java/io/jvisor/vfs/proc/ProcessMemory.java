package io.jvisor.vfs.proc;

/**
 * The memory of a process: {@code struct mm_struct} as proc shows it. Sizes in bytes, the rest are
 * addresses.
 *
 * @param virtual all mappings
 * @param peakVirtual the most there ever was of them
 * @param resident pages that are there
 * @param peakResident the most there ever was of them
 * @param residentFile of them, pages of files
 * @param residentShared of them, pages of shared memory
 * @param data private writable mappings without the stack
 * @param stack the stack
 * @param code mappings of the executable's text
 * @param libraries other executable mappings
 * @param pageTables page tables
 * @param locked locked pages
 * @param startCode first address of the program's text
 * @param endCode address past the program's text
 * @param startData first address of the program's data
 * @param endData address past the program's data
 * @param startBrk where the heap begins
 * @param startStack where the stack began
 * @param argStart first byte of {@code argv}'s strings
 * @param argEnd past the last byte of {@code argv}'s strings
 * @param envStart first byte of {@code envp}'s strings
 * @param envEnd past the last byte of {@code envp}'s strings
 */
public record ProcessMemory(
    long virtual,
    long peakVirtual,
    long resident,
    long peakResident,
    long residentFile,
    long residentShared,
    long data,
    long stack,
    long code,
    long libraries,
    long pageTables,
    long locked,
    long startCode,
    long endCode,
    long startData,
    long endData,
    long startBrk,
    long startStack,
    long argStart,
    long argEnd,
    long envStart,
    long envEnd) {}
