/* Preloaded, it makes every flush to disk take DELAY_US microseconds more: a slow disk on a fast machine. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int delayed(const char *name, int fd)
{
	const char *delay = getenv("DELAY_US");
	struct timespec wait = {0, (delay ? atol(delay) : 0) * 1000};
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

	nanosleep(&wait, NULL);
	return real(fd);
}

int fsync(int fd) { return delayed("fsync", fd); }
int fdatasync(int fd) { return delayed("fdatasync", fd); }
