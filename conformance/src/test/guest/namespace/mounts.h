// What the programs about mount namespaces share: the mount table without what differs from run to run.
#ifndef GUEST_MOUNTS_H
#define GUEST_MOUNTS_H

#include "../guest.h"
#include <sys/mount.h>

/* The numbers of peer groups in the order of their first appearance: those of the kernel differ from machine to machine. */
static int mounts_groups[4096];
static int mounts_known;

static inline int mounts_group(int number) {
  for (int i = 0; i < mounts_known; i++) {
    if (mounts_groups[i] == number) return i + 1;
  }
  mounts_groups[mounts_known++] = number;
  return mounts_known;
}

struct mounts_line { char place[512], text[1024]; };

/* Prints a line for each mount at or below a place, as mountinfo has it: root, place, flags, peer groups, source. By place, since the
   order in which peers are told is the kernel's affair; at one place the lowest mount first. */
static inline void show_mounts_of(const char *file, const char *below) {
  static struct mounts_line lines[64];
  int count = 0;
  char line[2048];
  FILE *f = fopen(file, "r");
  if (f == NULL) { printf("%s: %s\n", file, errname(errno)); return; }
  while (fgets(line, sizeof line, f) != NULL && count < 64) {
    char root[512], place[512];
    int used = 0;
    if (sscanf(line, "%*d %*d %*s %511s %511s %n", root, place, &used) != 2) continue;
    if (strncmp(place, below, strlen(below)) != 0 || strcmp(place, "/tmp") == 0) continue;
    int at = count++;
    for (; at > 0 && strcmp(lines[at - 1].place, place) > 0; at--) lines[at] = lines[at - 1];
    strcpy(lines[at].place, place);
    snprintf(lines[at].text, sizeof lines[at].text, "%s %s", strncmp(root, "mnt:[", 5) == 0 ? "mnt:[N]" : root, line + used);
  }
  fclose(f);
  for (int i = 0; i < count; i++) {
    char *root = strtok(lines[i].text, " \n");
    printf("  %s %s", root, lines[i].place);
    for (char *word = strtok(NULL, " \n"); word != NULL && strcmp(word, "-") != 0; word = strtok(NULL, " \n")) {
      char *colon = strchr(word, ':');
      if (colon == NULL) printf(" %s", word);
      else printf(" %.*s:%d", (int)(colon - word), word, mounts_group(atoi(colon + 1)));
    }
    char *type = strtok(NULL, " \n"), *source = strtok(NULL, " \n");
    printf(" - %s %s\n", type, source);
  }
}

static inline void show_mounts(const char *title, const char *below) {
  printf("%s\n", title);
  show_mounts_of("/proc/self/mountinfo", below);
}

static inline void make_directory(const char *path) {
  if (mkdir(path, 0755) != 0 && errno != EEXIST) MUST(mkdir(path, 0755));
}

static inline void mount_new(const char *source, const char *place) { MUST(mount(source, place, "tmpfs", 0, NULL)); }

static inline long pivot_root(const char *new_root, const char *put_old) { return syscall(SYS_pivot_root, new_root, put_old); }

/* A mount namespace of one's own, in which nothing is told to others, and a fresh directory tree in /tmp. */
static inline void begin_mounts(void) {
  umask(022);
  MUST(unshare(CLONE_NEWNS));
  MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  MUST(mount("base", "/tmp", "tmpfs", 0, NULL));
  MUST(chdir("/tmp"));
}

#endif
