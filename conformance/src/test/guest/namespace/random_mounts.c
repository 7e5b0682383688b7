// Mounts at random in three namespaces: what each call says, and what the three trees look like after it. The dice are the same
// each time.
//
//   random_mounts [SEED [STEPS [show]]]     show: the trees themselves rather than a sum of them
#include "mounts.h"

static uint64_t dice;

static unsigned below(unsigned limit) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return (unsigned)(dice >> 16) % limit;
}

enum { SPACES = 3, LINES = 4096, TEXT = 2 * LINES * 512, MANY = 100 };

static int spaces[SPACES];
static char text[TEXT];

static void go(int space) {
  MUST(setns(spaces[space], CLONE_NEWNS));
  MUST(chdir("/tmp"));
}

/* A place: up to three steps down. */
static const char *place(char *path) {
  static const char *const TOP[] = {"a", "b", "c"}, *const NEXT[] = {"", "", "/x", "/y"};
  sprintf(path, "%s%s%s", TOP[below(3)], NEXT[below(4)], NEXT[below(4)]);
  return path;
}

static void furnish(const char *path) {
  static const char *const INSIDE[] = {"x", "y", "x/x", "x/y", "y/x", "y/y"};
  char name[128];
  for (int i = 0; i < 6; i++) {
    snprintf(name, sizeof name, "%s/%s", path, INSIDE[i]);
    mkdir(name, 0755);
  }
}

static struct line { int id, parent, depth; char place[256], rest[1280]; } lines[LINES];

static int depth_of(int id, int count) {
  for (int i = 0; i < count; i++) {
    if (lines[i].id == id) return lines[i].depth >= 0 ? lines[i].depth : (lines[i].depth = depth_of(lines[i].parent, count) + 1);
  }
  return 0;
}

/* By place, then from below upwards. */
static int compare(const void *first, const void *second) {
  const struct line *a = first, *b = second;
  int order = strcmp(a->place, b->place);
  if (order == 0) order = a->depth - b->depth;
  return order != 0 ? order : strcmp(a->rest, b->rest);
}

/* The mount table of a namespace, with groups numbered as they come; returns the length, and adds to the lines. */
static int table(char *out, int *total) {
  int count = 0, used = 0;
  char line[1024];
  FILE *f = fopen("/proc/self/mountinfo", "r");
  while (fgets(line, sizeof line, f) != NULL && count < LINES) {
    char root[256];
    struct line *l = &lines[count];
    int at = 0;
    if (sscanf(line, "%d %d %*s %255s %255s %n", &l->id, &l->parent, root, l->place, &at) != 4) continue;
    if (strncmp(l->place, "/tmp/", 5) != 0) continue;
    l->depth = -1;
    snprintf(l->rest, sizeof l->rest, "%s %s", root, line + at);
    count++;
  }
  fclose(f);
  for (int i = 0; i < count; i++) depth_of(lines[i].id, count);
  qsort(lines, count, sizeof *lines, compare);
  for (int i = 0; i < count; i++) {
    used += snprintf(out + used, 512, "  %s", lines[i].place);
    int left = -1; // type and source, but not the options of the file system
    for (char *word = strtok(lines[i].rest, " \n"); word != NULL && left != 0; word = strtok(NULL, " \n")) {
      char *colon = strchr(word, ':');
      if (left < 0 && colon != NULL) used += snprintf(out + used, 64, " %.*s:%d", (int)(colon - word), word, mounts_group(atoi(colon + 1)));
      else used += snprintf(out + used, 512, " %s", word);
      left = strcmp(word, "-") == 0 ? 2 : left < 0 ? -1 : left - 1;
    }
    used += snprintf(out + used, 2, "\n");
  }
  *total += count;
  return used;
}

static long step(char *what) {
  static const unsigned long TYPES[] = {MS_SHARED, MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE};
  static const char *const NAMES[] = {"shared", "shared", "private", "slave", "unbindable"};
  char one[64], two[64];
  unsigned long recursive = below(3) == 0 ? MS_REC : 0;
  switch (below(12)) {
    case 0: case 1: case 2: {
      sprintf(what, "new %s", place(one));
      long result = mount("new", one, "tmpfs", 0, "size=64k");
      if (result == 0) furnish(one);
      return result;
    }
    case 3: case 4: case 5:
      sprintf(what, "%s %s on %s", recursive != 0 ? "rbind" : "bind", place(one), place(two));
      return mount(one, two, NULL, MS_BIND | recursive, NULL);
    case 6:
      sprintf(what, "move %s to %s", place(one), place(two));
      return mount(one, two, NULL, MS_MOVE, NULL);
    case 7: case 8: {
      unsigned type = below(5);
      sprintf(what, "%s%s %s", recursive != 0 ? "r" : "", NAMES[type], place(one));
      return mount(NULL, one, NULL, TYPES[type] | recursive, NULL);
    }
    case 9: case 10:
      sprintf(what, "umount %s", place(one));
      return umount(one);
    default:
      sprintf(what, "detach %s", place(one));
      return umount2(one, MNT_DETACH);
  }
}

int main(int argc, char **argv) {
  dice = argc > 1 ? strtoul(argv[1], NULL, 0) * 0x9e3779b97f4a7c15 : 20240607;
  int steps = argc > 2 ? atoi(argv[2]) : 150;
  begin_mounts();
  for (const char **n = (const char *[]){"a", "b", "c", NULL}; *n != NULL; n++) {
    make_directory(*n);
    furnish(*n);
  }
  MUST(mount(NULL, "/tmp", NULL, MS_SHARED, NULL));
  for (int i = 0; i < SPACES; i++) {
    MUST(unshare(CLONE_NEWNS));
    if (i == 1) MUST(mount(NULL, "/tmp", NULL, MS_SLAVE, NULL));
    if (i == 1) MUST(mount(NULL, "/tmp", NULL, MS_SHARED, NULL));
    spaces[i] = MUST(open("/proc/self/ns/mnt", O_RDONLY));
  }
  for (int i = 0; i < steps; i++) {
    char what[256];
    int space = below(SPACES);
    go(space);
    errno = 0;
    long result = step(what);
    printf("%d: %d: %s: %s", i, space, what, result == 0 ? "ok" : errname(errno));
    int used = 0, lines = 0;
    mounts_known = 0;
    for (int s = 0; s < SPACES; s++) {
      go(s);
      used += sprintf(text + used, " space %d\n", s);
      used += table(text + used, &lines);
    }
    if (lines > MANY) { // too many by now: begin anew
      for (int s = 0; s < SPACES; s++) {
        go(s);
        for (const char **n = (const char *[]){"a", "b", "c", NULL}; *n != NULL; n++) {
          while (umount2(*n, MNT_DETACH) == 0) {}
        }
      }
    }
    unsigned long sum = 0;
    for (int c = 0; c < used; c++) sum = sum * 31 + (unsigned char)text[c];
    if (argc > 3) printf("\n%s", text);
    else printf(" %lx\n", sum);
  }
  return 0;
}
