# A project of a dozen C files and a library, built by four compilers at a time, changed, and built again.
export LC_ALL=C
mkdir src
for i in $(seq 12); do
  cat >"src/f$i.c" <<END
#include <stdio.h>
#include <stdlib.h>
#include "all.h"
static int table[$i] = {$i};
int f$i(int n) { int sum = 0; for (int k = 0; k < n; k++) sum += table[k % $i] * (k ^ $i); return sum % 1000; }
END
done
{
  for i in $(seq 12); do echo "int f$i(int);"; done
} >src/all.h
{
  printf '#include <stdio.h>\n#include "all.h"\nint main(void) {\n  int sum = 0;\n'
  for i in $(seq 12); do echo "  sum += f$i($i);"; done
  printf '  printf("sum %%d\\n", sum);\n  return sum == 0;\n}\n'
} >src/main.c
cat >Makefile <<'END'
objects := $(patsubst src/%.c,%.o,$(filter-out src/main.c,$(wildcard src/*.c)))
prog: main.o liball.a
	$(CC) -o $@ $^
liball.a: $(objects)
	$(AR) rcsD $@ $(sort $^)
%.o: src/%.c src/all.h
	$(CC) -O2 -Wall -c -o $@ $<
END
make -j4 | sort
echo "status ${PIPESTATUS[0]}"
./prog
sha256sum ./*.o liball.a prog
sed -i 's/1000/999/' src/f7.c
make -j4 -k | sort
./prog
make -q; echo "up to date: $?"
echo broken >src/f9.c
make -k -j4 >out 2>&1; echo "status $?"
grep -c 'Error 1' out
