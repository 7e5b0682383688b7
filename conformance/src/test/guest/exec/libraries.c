// flags: -rdynamic -ldl
// The dynamic loader at run time: dlopen, dlsym, dlclose, constructors, thread-local storage.
#include "guest.h"
#include <dlfcn.h>
#include <math.h>

int visible(void) { return 5; }

int main(void) {
  void *self = dlopen(NULL, RTLD_NOW);
  int (*f)(void) = (int (*)(void))dlsym(self, "visible");
  printf("own symbol %d\n", f != NULL ? f() : -1);
  void *libm = dlopen("libm.so.6", RTLD_LAZY);
  double (*cosine)(double) = (double (*)(double))dlsym(libm, "cos");
  printf("cos(1) = %.12f\n", cosine != NULL ? cosine(1.0) : 0);
  printf("missing: %s\n", dlsym(libm, "no_such_function") == NULL ? "none" : "found");
  printf("missing library: %s\n", dlopen("libdoesnotexist.so", RTLD_NOW) == NULL ? "none" : "found");
  printf("close %d\n", dlclose(libm));
  Dl_info info;
  CHECK(dladdr((void *)visible, &info) != 0 && strcmp(info.dli_sname, "visible") == 0);
  return 0;
}
