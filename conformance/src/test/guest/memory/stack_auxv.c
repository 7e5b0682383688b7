// The initial stack as the x86-64 ABI draws it: alignment, argc, argv, envp, auxv.
#include "guest.h"
#include <elf.h>
#include <sys/auxv.h>

extern char **environ;

int main(int argc, char **argv) {
  if (argc == 1) {
    char *args[] = {"name", "one", "", "three", NULL}, *env[] = {"A=1", "B=", "C", NULL};
    execve("/proc/self/exe", args, env);
    return 1;
  }
  printf("argc %d\n", argc);
  for (int i = 0; i <= argc; i++) printf("argv[%d] %s\n", i, argv[i] ? argv[i] : "(null)");
  char **e = environ;
  for (; *e != NULL; e++) printf("env %s\n", *e);
  CHECK(environ == argv + argc + 1);
  CHECK((uintptr_t)(argv - 1) % 16 == 0); // argc sits on a 16 byte boundary
  CHECK(*(long *)(argv - 1) == argc);
  Elf64_auxv_t *aux = (Elf64_auxv_t *)(e + 1);
  static const struct { unsigned long type; const char *name; } kinds[] = {
      {AT_PHDR, "PHDR"}, {AT_PHENT, "PHENT"}, {AT_PHNUM, "PHNUM"}, {AT_PAGESZ, "PAGESZ"}, {AT_BASE, "BASE"}, {AT_FLAGS, "FLAGS"},
      {AT_ENTRY, "ENTRY"}, {AT_UID, "UID"}, {AT_EUID, "EUID"}, {AT_GID, "GID"}, {AT_EGID, "EGID"}, {AT_PLATFORM, "PLATFORM"},
      {AT_HWCAP, "HWCAP"}, {AT_CLKTCK, "CLKTCK"}, {AT_SECURE, "SECURE"}, {AT_RANDOM, "RANDOM"}, {AT_EXECFN, "EXECFN"}, {AT_SYSINFO_EHDR, "SYSINFO_EHDR"}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    bool found = false;
    for (Elf64_auxv_t *a = aux; a->a_type != AT_NULL; a++) found |= a->a_type == kinds[i].type;
    printf("AT_%s %s\n", kinds[i].name, found ? "present" : "missing");
  }
  printf("page %lu tick %lu phent %lu secure %lu flags %lu uid %lu platform %s\n", getauxval(AT_PAGESZ), getauxval(AT_CLKTCK), getauxval(AT_PHENT),
         getauxval(AT_SECURE), getauxval(AT_FLAGS), getauxval(AT_UID), (char *)getauxval(AT_PLATFORM));
  printf("execfn %s\n", (char *)getauxval(AT_EXECFN));
  Elf64_Phdr *ph = (Elf64_Phdr *)getauxval(AT_PHDR);
  unsigned long loads = 0, phnum = getauxval(AT_PHNUM);
  for (unsigned long i = 0; i < phnum; i++) loads += ph[i].p_type == PT_LOAD;
  CHECK(loads > 0);
  CHECK(*(uint32_t *)getauxval(AT_BASE) == 0x464c457f);
  CHECK(*(uint32_t *)getauxval(AT_SYSINFO_EHDR) == 0x464c457f);
  unsigned char *random = (unsigned char *)getauxval(AT_RANDOM);
  int zeros = 0;
  for (int i = 0; i < 16; i++) zeros += random[i] == 0;
  CHECK(zeros < 8);
  CHECK((getauxval(AT_HWCAP) & (1 << 26)) != 0); // SSE2, as CPUID says it
  // The strings lie above the vectors, the file name at the very top.
  CHECK((char *)getauxval(AT_EXECFN) > (char *)aux);
  return 0;
}
