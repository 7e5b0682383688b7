package io.jvisor.kernel.core.strace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.Arg;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.signal.ArrayMemory;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments as {@code strace(1)} prints them. */
class TextTest {
  private static final long BASE = 0x1000;

  private final ArrayMemory memory = new ArrayMemory(BASE, 4096);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "INT; -1; -1",
        "UINT; -1; 4294967295",
        "SIZE; -1; 18446744073709551615",
        "HEX; 0; 0",
        "HEX; 255; 0xff",
        "MODE; 420; 0644",
        "POINTER; 0; NULL",
        "DIR_FD; -100; AT_FDCWD",
        "SIGNAL; 9; SIGKILL",
        "OPEN_FLAGS; 0; O_RDONLY",
        "OPEN_FLAGS; 0x80241; O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC",
        "PROT; 3; PROT_READ|PROT_WRITE",
        "PROT; 0; PROT_NONE",
        "MAP_FLAGS; 0x22; MAP_PRIVATE|MAP_ANONYMOUS",
        "CLONE_FLAGS; 0x1200011; CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD",
        "CLONE_FLAGS; 17; SIGCHLD",
        "FUTEX_OP; 128; FUTEX_WAIT_PRIVATE",
        "FUTEX_OP; 0x189; FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME",
        "WHENCE; 2; SEEK_END",
        "ACCESS_MODE; 0; F_OK",
        "ACCESS_MODE; 6; R_OK|W_OK",
        "FCNTL_COMMAND; 1030; F_DUPFD_CLOEXEC",
        "IOCTL_REQUEST; 0x5401; TCGETS",
        "SECCOMP_OPERATION; 1; SECCOMP_SET_MODE_FILTER",
        "SECCOMP_FLAGS; 3; SECCOMP_FILTER_FLAG_TSYNC|SECCOMP_FILTER_FLAG_LOG",
        "CLOCK_ID; 1; CLOCK_MONOTONIC",
        "CLOCK_ID; 77; 0x4d /* CLOCK_??? */",
      })
  void plainArguments(Arg kind, String value, String text) {
    assertEquals(text, ArgumentText.plain(kind, Long.decode(value)));
  }

  @Test
  void buffersAreQuotedAndCut() {
    memory.put(BASE, "a\"\\\n\t\u0001" + "1\u00ff" + "x".repeat(40));
    assertEquals("\"a\\\"\\\\\\n\\t\\0011\\377\"", GuestText.buffer(memory, BASE, 8));
    assertEquals("\"" + "x".repeat(32) + "\"...", GuestText.buffer(memory, BASE + 8, 40));
    assertEquals("NULL", GuestText.buffer(memory, 0, 4));
    assertEquals("0x9999", GuestText.buffer(memory, 0x9999, 4));
  }

  @Test
  void argumentLists() throws ErrnoException {
    memory.put(BASE + 100, "ls");
    memory.put(BASE + 110, "-l");
    memory.writeLong(BASE, BASE + 100);
    memory.writeLong(BASE + 8, BASE + 110);
    assertEquals("[\"ls\", \"-l\"]", GuestText.strings(memory, BASE));
    assertEquals("0x1000 /* 2 vars */", GuestText.stringCount(memory, BASE));
  }

  @Test
  void signalSets() {
    long set = SignalSets.bit(Signals.SIGINT) | SignalSets.bit(Signals.SIGCHLD);
    assertEquals("[INT CHLD]", SignalText.set(set));
    assertEquals("~[INT CHLD]", SignalText.set(~set));
    assertEquals("[]", SignalText.set(0));
  }

  @Test
  void signalInformation() {
    assertEquals(
        "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}",
        SignalText.info(SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, 0)));
    assertEquals(
        "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=7, si_uid=0, si_status=SIGKILL,"
            + " si_utime=1, si_stime=2}",
        SignalText.info(
            SignalInfo.child(Signals.SIGCHLD, SignalInfo.CLD_KILLED, 7, 0, Signals.SIGKILL, 1, 2)));
    assertEquals(
        "{si_signo=SIGTERM, si_code=SI_USER, si_pid=3, si_uid=1000}",
        SignalText.info(SignalInfo.user(Signals.SIGTERM, SignalInfo.SI_USER, 3, 1000)));
  }

  @Test
  void waitStatuses() {
    assertEquals("{WIFEXITED(s) && WEXITSTATUS(s) == 3}", WaitText.of(WaitStatus.exited(3)));
    assertEquals(
        "{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}",
        WaitText.of(WaitStatus.signaled(Signals.SIGKILL, false)));
    assertEquals(
        "{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTSTP}",
        WaitText.of(WaitStatus.stopped(Signals.SIGTSTP)));
    assertEquals("{WIFCONTINUED(s)}", WaitText.of(WaitStatus.CONTINUED));
  }
}
