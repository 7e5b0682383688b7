package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.proc.ThreadView.Numbered;

/** {@code /proc/PID/status}. */
final class ProcessStatus {
  private final ProcessView process;
  private final ThreadView thread;
  private final StringBuilder text;

  /** Whose ids are shown. */
  private final UserNamespace reader;

  ProcessStatus(ProcessView process, ThreadView thread, UserNamespace reader, StringBuilder text) {
    this.reader = reader;
    this.process = process;
    this.thread = thread;
    this.text = text;
  }

  void write() {
    writeIdentity();
    writeMemory();
    writeSignals();
    writeCapabilities();
    writeScheduling();
  }

  private StringBuilder line(String name) {
    return text.append(name).append(":\t");
  }

  private void line(String name, long value) {
    line(name).append(value).append('\n');
  }

  private void writeIdentity() {
    line("Name");
    appendEscaped(text, thread.name());
    text.append('\n');
    FsContext fs = thread.fs();
    if (fs != null) {
      String umask = Integer.toOctalString(fs.umask());
      line("Umask").append("0000", 0, 4 - umask.length()).append(umask).append('\n');
    }
    line("State").append(stateName(thread.state())).append('\n');
    line("Tgid", process.tgid());
    line("Ngid", 0);
    line("Pid", thread.tid());
    line("PPid", process.parent());
    line("TracerPid", thread.tracer());
    Credentials credentials = thread.credentials();
    ids(
        "Uid",
        reader.shownUser(credentials.uid()),
        reader.shownUser(credentials.euid()),
        reader.shownUser(credentials.suid()),
        reader.shownUser(credentials.fsuid()));
    ids(
        "Gid",
        reader.shownGroup(credentials.gid()),
        reader.shownGroup(credentials.egid()),
        reader.shownGroup(credentials.sgid()),
        reader.shownGroup(credentials.fsgid()));
    FdTable files = thread.files();
    line("FDSize", files == null ? 0 : files.size());
    line("Groups");
    for (int group : credentials.groups()) {
      text.append(Integer.toUnsignedString(reader.shownGroup(group))).append(' ');
    }
    if (credentials.groups().length == 0) {
      text.append(' ');
    }
    text.append('\n');
    numbers("NStgid", Numbered.PROCESS);
    numbers("NSpid", Numbered.THREAD);
    numbers("NSpgid", Numbered.PROCESS_GROUP);
    numbers("NSsid", Numbered.SESSION);
    line("Kthread", 0);
  }

  private void numbers(String name, Numbered which) {
    text.append(name).append(':');
    for (int number : thread.numbers(which)) {
      text.append('\t').append(number);
    }
    text.append('\n');
  }

  private void ids(String name, int real, int effective, int saved, int file) {
    line(name)
        .append(Integer.toUnsignedString(real))
        .append('\t')
        .append(Integer.toUnsignedString(effective))
        .append('\t')
        .append(Integer.toUnsignedString(saved))
        .append('\t')
        .append(Integer.toUnsignedString(file))
        .append('\n');
  }

  /** As {@code seq_escape_str} with white space and backslash as octal and C escapes. */
  private static void appendEscaped(StringBuilder text, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '\n' -> text.append("\\n");
        case '\\' -> text.append("\\\\");
        default -> text.append(c);
      }
    }
  }

  private static String stateName(char state) {
    return switch (state) {
      case 'R' -> "R (running)";
      case 'S' -> "S (sleeping)";
      case 'D' -> "D (disk sleep)";
      case 'T' -> "T (stopped)";
      case 't' -> "t (tracing stop)";
      case 'Z' -> "Z (zombie)";
      default -> "X (dead)";
    };
  }

  private void writeMemory() {
    ProcessMemory memory = process.memory();
    if (memory == null) {
      return;
    }
    kilobytes("VmPeak", memory.peakVirtual());
    kilobytes("VmSize", memory.virtual());
    kilobytes("VmLck", memory.locked());
    kilobytes("VmPin", 0);
    kilobytes("VmHWM", memory.peakResident());
    kilobytes("VmRSS", memory.resident());
    long anonymous = memory.resident() - memory.residentFile() - memory.residentShared();
    kilobytes("RssAnon", Math.max(0, anonymous));
    kilobytes("RssFile", memory.residentFile());
    kilobytes("RssShmem", memory.residentShared());
    kilobytes("VmData", memory.data());
    kilobytes("VmStk", memory.stack());
    kilobytes("VmExe", memory.code());
    kilobytes("VmLib", memory.libraries());
    kilobytes("VmPTE", memory.pageTables());
    kilobytes("VmSwap", 0);
    kilobytes("HugetlbPages", 0);
    line("CoreDumping", 0);
    line("THP_enabled", 0);
    line("untag_mask").append("0xffffffffffffffff\n");
  }

  private void kilobytes(String name, long bytes) {
    String number = Long.toString(bytes >> 10);
    line(name);
    text.repeat(' ', Math.max(0, 8 - number.length())).append(number).append(" kB\n");
  }

  private void writeSignals() {
    line("Threads", process.threadIds().length);
    line("SigQ")
        .append(process.queuedSignals())
        .append('/')
        .append(Long.toUnsignedString(process.softLimit(Resource.RLIMIT_SIGPENDING)))
        .append('\n');
    set("SigPnd", thread.pending());
    set("ShdPnd", process.sharedPending());
    set("SigBlk", thread.blocked());
    set("SigIgn", process.ignored());
    set("SigCgt", process.caught());
  }

  private void set(String name, long bits) {
    String digits = Long.toHexString(bits);
    line(name);
    text.repeat('0', 16 - digits.length()).append(digits).append('\n');
  }

  private void writeCapabilities() {
    Credentials credentials = thread.credentials();
    set("CapInh", credentials.inheritable());
    set("CapPrm", credentials.permitted());
    set("CapEff", credentials.effective());
    set("CapBnd", credentials.bounding());
    set("CapAmb", credentials.ambient());
    line("NoNewPrivs", credentials.noNewPrivs() ? 1 : 0);
    line("Seccomp", thread.seccompMode());
    line("Seccomp_filters", thread.seccompFilters());
    line("Speculation_Store_Bypass").append("unknown\n");
    line("SpeculationIndirectBranch").append("unknown\n");
  }

  private void writeScheduling() {
    long processors = thread.affinity();
    line("Cpus_allowed").append(Long.toHexString(processors)).append('\n');
    line("Cpus_allowed_list");
    SystemFiles.appendList(processors, text);
    text.append('\n');
    line("Mems_allowed", 1);
    line("Mems_allowed_list", 0);
    line("voluntary_ctxt_switches", thread.voluntarySwitches());
    line("nonvoluntary_ctxt_switches", thread.involuntarySwitches());
  }
}
