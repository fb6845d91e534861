/*
 * Maps a file into memory and fills it with a letter: `b` immediately, and the next letter on each SIGUSR1.
 * Usage: mapper HOW FILE
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BYTES 8192

static const char *how;

static int is(const char *name) { return strcmp(how, name) == 0; }

static void check(long result, const char *what) {
  if (result != -1) return;
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  how = argv[1];
  const char *file = argv[2];
  char other[PATH_MAX], opened[64];
  snprintf(other, sizeof other, "%s-first", file);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);

  int isMoved = is("linked") || is("renamed");
  int fd = is("tmpfile") ? open(".", O_TMPFILE | O_RDWR, 0644)
                         : open(isMoved ? other : file, O_CREAT | O_RDWR, 0644);
  check(fd, "open");
  snprintf(opened, sizeof opened, "/proc/self/fd/%d", fd);
  if (is("reopened")) check(fd = open(opened, O_RDWR), "open again");
  check(ftruncate(fd, BYTES), "ftruncate");
  char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check((long)memory, "mmap");
  memset(memory, 'b', BYTES);
  if (is("linked")) {
    check(link(other, file), "link");
    check(unlink(other), "unlink");
  }
  if (is("renamed")) check(rename(other, file), "rename");
  if (is("tmpfile")) check(linkat(AT_FDCWD, opened, AT_FDCWD, file, AT_SYMLINK_FOLLOW), "linkat");
  if (is("closed")) close(fd);
  if (is("inherited")) {
    pid_t child = fork();
    check(child, "fork");
    if (child > 0) return 0;
  }
  for (char letter = 'c';; letter++) {
    if (is("protected")) check(mprotect(memory, BYTES, PROT_READ), "mprotect");
    int received;
    sigwait(&signals, &received);
    if (is("protected")) check(mprotect(memory, BYTES, PROT_READ | PROT_WRITE), "mprotect");
    memset(memory, letter, BYTES);
  }
}
